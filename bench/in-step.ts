/**
 * Judges a round of part c: which clients were right to the last byte, and when each of those stood where the
 * log stood at the moment its snapshot came. Pure.
 */
import type { Seen } from './crowd.ts'
import type { FoldingReport } from './folding.ts'

export interface Round {
  clients: number
  /** Ms from letting go to being in step, one a client that was right. */
  times: number[]
  /** Why the others were not. */
  faults: string[]
}
export interface RoundInput {
  startedAt: number
  /** Epoch ms at which each event of the log was recorded, from seq 1. */
  recorded: readonly number[]
  seen: readonly Seen[]
  folded: FoldingReport
  /** The database's own picture when all was quiet again. */
  truth: { seq: number; hash: string }
}

interface Place {
  seq: number
  at: number
}

export function judgeRound({ startedAt, recorded, seen, folded, truth }: RoundInput): Round {
  const times: number[] = []
  const faults: string[] = []
  const judge = (places: readonly Place[], fault: string | null): void => {
    const at = fault === null ? inStepAt(recorded, places) : null
    if (at === null) faults.push(fault ?? 'never came into step')
    else times.push(at - startedAt)
  }
  for (const { joined, arrivals, fault } of seen) {
    const places = [...(joined ? [joined] : []), ...arrivals.map(({ to, at }) => ({ seq: to, at }))]
    const { seq } = places.at(-1) ?? { seq: -1 }
    judge(places, fault ?? (seq === truth.seq ? null : `stands at ${seq}, the log at ${truth.seq}`))
  }
  folded.pictures.forEach((places, i) => {
    const { seq, hash } = folded.hashes[i]!
    const isEqual = seq === truth.seq && hash === truth.hash
    judge(places, isEqual ? null : `folded another picture: seq ${seq}, the log's ${truth.seq}`)
  })
  return { clients: seen.length + folded.pictures.length, times, faults }
}

/** Null: never. `places` in the order of time, the snapshot's first. */
function inStepAt(recorded: readonly number[], places: readonly Place[]): number | null {
  const [first] = places
  if (!first) return null
  const head = recorded.findLastIndex((it) => it <= first.at) + 1
  return places.find(({ seq }) => seq >= head)?.at ?? null
}
