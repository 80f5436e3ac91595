/** What the server remembers of a socket. Rights are asked anew at every request, not remembered. */
import type { Principal } from '../directory/principal.ts'
import type { LiveAudience } from './live-audience.ts'

export interface SocketData {
  token: string
  principal: Principal
  live: LiveAudience | null
  /** Bytes of a snapshot still on their way: not counted against a slow reader. */
  snapshotBytes: number
  /** Out of the live set since (epoch ms), and the seq it was last told; null while in step. */
  slow: { since: number; toldSeq: number } | null
}
