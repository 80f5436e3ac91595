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
export interface CrowdReport {
  /** A client each. */
  joinedAt: number[]
  joinedSeq: number[]
  snapshotBytes: number[]
  arrivals: Arrival[][]
  faults: string[]
  /** Seqs of the snapshots that came, each unpacked and found to be what its envelope says. */
  snapshots: number[]
}

const JOIN_WITHIN_MS = 60_000
let clients: RawClient[] = []
let bodies = new Map<number, Buffer>()

/** All at once; answers when all have their snapshot, with the moment they were let go. */
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
    if (Date.now() - startedAt > JOIN_WITHIN_MS) {
      const late = clients.filter(({ joined }) => !joined).map(({ waitsFor }) => waitsFor)
      throw new Error(`${late.length} of ${tokens.length} could not join; the first waits for: ${late[0]}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return startedAt
}

/** Forgets what has come so far: a window is measured from here. */
function mark(): void {
  for (const client of clients) client.arrivals.length = 0
}

function report(): CrowdReport {
  const faults = clients.flatMap((it) => it.faults)
  for (const [seq, body] of bodies) {
    if (decodeSnapshot(gunzipSync(body).toString()).seq !== seq)
      faults.push(`the snapshot of seq ${seq} is another's`)
  }
  return {
    joinedAt: clients.map(({ joined }) => joined?.at ?? Number.NaN),
    joinedSeq: clients.map(({ joined }) => joined?.seq ?? -1),
    snapshotBytes: clients.map(({ joined }) => joined?.bytes ?? 0),
    arrivals: clients.map(({ arrivals }) => arrivals),
    faults,
    snapshots: [...bodies.keys()],
  }
}

async function leave(): Promise<void> {
  for (const client of clients.splice(0)) client.close()
  await new Promise((resolve) => setTimeout(resolve, 500))
}

export type Crowd = { join: typeof join; mark: typeof mark; report: typeof report; leave: typeof leave }
serve({ join, mark, report, leave } satisfies Crowd)
