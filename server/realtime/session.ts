/** `hello`: what a screen gets to stand where the log stands - a delta or a snapshot, never neither (H1-H6). */
import { PROTOCOL_VERSION } from '@shaotai/shared/contract/protocol-version.ts'
import type { Hello, HelloAnswer } from '@shaotai/shared/contract/socket.ts'
import { toProblem, type ProblemCode } from '@shaotai/shared/contract/problem.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { audienceFor, type Principal } from '../directory/principal.ts'
import { toFrame } from '../event-log/to-frame.ts'
import { roomOf, type Broadcast, type LiveServer } from './broadcast.ts'
import type { LiveAudience } from './live-audience.ts'

export type LiveSocket = LiveServer['sockets']['sockets'] extends Map<string, infer S> ? S : never

export interface SessionOptions {
  broadcast: Broadcast
  readAfter: (after: number, limit: number) => Promise<LogEvent[]>
  /** A screen's picture differed from ours (B4): must never be called. */
  onDivergence: () => void
  /** Is this a department's code? An audience is made for real ones only. */
  isDepartment: (code: string) => boolean
  /** It was sent more than it may have taken at once. */
  onWaiting: (socket: LiveSocket) => void
}

/** H3, for those whose seq has left the ring: as many as are worth reading back. */
const DELTA_FROM_LOG = 2_000

const refused = (code: ProblemCode): HelloAnswer => ({ mode: 'refused', problem: toProblem(code) })

export async function answerHello(
  socket: LiveSocket,
  hello: Hello,
  principal: Principal,
  answer: (it: HelloAnswer) => void,
  { broadcast, readAfter, onDivergence, isDepartment, onWaiting }: SessionOptions,
): Promise<void> {
  if (hello.protocol !== PROTOCOL_VERSION) return answer(refused('protocol_mismatch'))
  const department = hello.scope?.department
  if (department !== undefined && !isDepartment(department)) return answer(refused('unknown_department'))
  const granted = audienceFor(principal, hello.audience, department)
  if (!granted) return answer(refused('not_allowed'))

  if (hello.diverged) onDivergence()
  leaveLive(socket)
  const live = await broadcast.audience(granted)
  const { epoch } = live.picture()
  if (hello.epoch === epoch && hello.seq !== undefined) {
    const frames = await deltaAfter(live, hello.seq, readAfter)
    if (frames) {
      answer({ mode: 'delta', epoch, seq: live.picture().seq, audience: granted, frames })
      joinLive(socket, live)
      return onWaiting(socket)
    }
  }
  const { seq, body, since } = await live.snapshot()
  socket.data.snapshotBytes = body.length
  answer({ mode: 'snapshot', epoch, seq, audience: granted, body })
  for (const frame of since) socket.emit('events', frame)
  // Nothing was awaited since `since` was taken: what comes next goes to the room.
  joinLive(socket, live)
  onWaiting(socket)
}

/** From the ring, else from the log itself; null: too much, or a seq we never had (H4). */
async function deltaAfter(live: LiveAudience, seq: number, readAfter: SessionOptions['readAfter']) {
  const recent = live.framesAfter(seq)
  if (recent) return recent
  const { seq: now } = live.picture()
  if (seq > now || now - seq > DELTA_FROM_LOG) return null
  const log = (await readAfter(seq, DELTA_FROM_LOG)).filter((it) => it.seq <= live.picture().seq)
  if (log.length === 0) return null
  const older = toFrame(log, live.audience)
  // While the log was read the tail may have moved on; nothing is awaited after this.
  const newer = live.framesAfter(older.to)
  // Two frames, not one: a batch of the ring may begin inside what the log gave, and may not be told twice.
  return newer ? [older, ...newer] : null
}

export function joinLive(socket: LiveSocket, live: LiveAudience): void {
  socket.data.live = live
  socket.data.slow = null
  void socket.join(roomOf(live.audience))
}

export function leaveLive(socket: LiveSocket): void {
  const { live } = socket.data
  if (live) void socket.leave(roomOf(live.audience))
  socket.data.live = null
  socket.data.slow = null
}
