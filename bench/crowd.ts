/**
 * Many small clients in a process of their own. Checks while it counts: a frame that does not continue the
 * last one, a snapshot that differs from another client's of the same seq, and a closed socket are faults.
 */
import { gunzipSync } from 'node:zlib'
import { decodeSnapshot } from '@shaotai/shared/contract/snapshot.ts'
import type { Profile } from '@shaotai/shared/domain/redact.ts'
import {
  eventFrames,
  openPlainClient,
  openRawClient,
  plainFrames,
  type Arrival,
  type RawClient,
} from './raw-client.ts'
import { serve } from './worker.ts'

export interface JoinInput {
  url: string
  /** One client a token; for the plain server anything. */
  tokens: string[]
  audience: Profile
  plain: boolean
}
/** What one client saw. */
export interface Seen {
  /** When its snapshot had come, epoch ms, and of which seq it was; null: it never came. */
  joined: { at: number; seq: number } | null
  arrivals: Arrival[]
  /** The first thing that was not as it must be. */
  fault: string | null
}

const JOIN_WITHIN_MS = 60_000
let clients: RawClient[] = []
let bodies = new Map<number, Buffer>()

/** All at once; answers when all have their snapshot or time is up, with the moment they were let go. */
async function join({ url, tokens, audience, plain }: JoinInput): Promise<number> {
  bodies = new Map()
  const startedAt = Date.now()
  const frames = plain ? plainFrames() : eventFrames()
  const onSnapshot = (seq: number, body: Buffer): void => {
    const same = bodies.get(seq)
    if (!same) bodies.set(seq, Buffer.from(body))
    else if (!same.equals(body)) throw new Error(`two snapshots of seq ${seq} differ`)
  }
  clients = tokens.map((token) =>
    plain ? openPlainClient(url, frames) : openRawClient({ url, token, audience, frames, onSnapshot }),
  )
  while (clients.some(({ joined, faults }) => !joined && faults.length === 0)) {
    if (Date.now() - startedAt > JOIN_WITHIN_MS) break // told by the report, client by client
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return startedAt
}

/** Forgets what has come so far: a window is measured from here. */
function mark(): void {
  for (const client of clients) client.arrivals.length = 0
}

function report(): Seen[] {
  for (const [seq, body] of bodies) {
    if (decodeSnapshot(gunzipSync(body).toString()).seq !== seq)
      throw new Error(`the snapshot of seq ${seq} is another's`)
  }
  return clients.map(({ joined, arrivals, faults, waitsFor }) => ({
    joined,
    arrivals,
    fault: faults[0] ?? (joined ? null : `could not join: it waits for the ${waitsFor}`),
  }))
}

async function leave(): Promise<void> {
  for (const client of clients.splice(0)) client.close()
  await new Promise((resolve) => setTimeout(resolve, 500))
}

export type Crowd = { join: typeof join; mark: typeof mark; report: typeof report; leave: typeof leave }
serve({ join, mark, report, leave } satisfies Crowd)
