/**
 * A real client that writes down what it was shown: every picture's place in the log, every hole or step
 * back between two of them, and when it called itself stale and why. Uses the wall's own protocol machine.
 */
import { openLive, type Live } from '../web/live/connect.ts'
import type { StaleReason } from '../web/live/link-state.ts'
import type { LinkReport } from '../web/live/sync-state.ts'
import { hashOf } from '../shared/domain/picture-hash.ts'
import { isWhole, type Picture } from '../shared/domain/picture.ts'
import type { Watcher } from './link-people.ts'

/** From the moment a screen called itself stale until it no longer did. Monotonic ms. */
export interface StaleSpell {
  reason: StaleReason
  at: number
  /** Shown while nothing was being repaired yet (B3). */
  shownFirst: boolean
  clearedAt: number | null
}

export interface Watch extends Watcher {
  live: Live
  picture: () => Picture | null
  hash: () => string | null
  report: () => LinkReport
  /** In the order they were shown. */
  stale: StaleSpell[]
  /** When ticks came, monotonic ms. */
  ticks: number[]
  /** What must never be. */
  faults: string[]
  snapshots: () => number
  /** Pictures that continued the one before, on the same connection or on a new one. */
  deltas: () => number
  divergences: () => number
  close: () => void
}

export interface WatchOptions {
  url: string
  watcher: Watcher
  random: () => number
}

export function openWatch({ url, watcher, random }: WatchOptions): Watch {
  let picture: Picture | null = null
  let report: LinkReport | null = null
  let snapshots = 0
  let deltas = 0
  let divergences = 0
  const stale: StaleSpell[] = []
  const ticks: number[] = []
  const faults: string[] = []
  const clock = { now: () => performance.now() }
  const live = openLive({
    url,
    token: watcher.token,
    audience: watcher.profile,
    clock,
    random,
    onLink: (next) => {
      const before = report?.stale ?? null
      report = next
      if (next.stale && !before) {
        stale.push({
          reason: next.stale.reason,
          at: clock.now(),
          shownFirst: next.link === 'stale',
          clearedAt: null,
        })
      }
      if (!next.stale && before) stale.at(-1)!.clearedAt = clock.now()
    },
    onServerClock: () => void ticks.push(clock.now()),
    onDiverged: (total) => (divergences = total),
    onPicture: ({ picture: next, frames, replaced }) => {
      if (replaced) snapshots += 1
      else deltas += 1
      let seq = replaced ? null : picture!.seq
      for (const frame of frames) {
        if (!isWhole(frame)) faults.push(`a frame with holes: ${frame.from}..${frame.to}`)
        if (seq !== null && frame.from > seq + 1) faults.push(`a gap: ${frame.from} after ${seq}`)
        seq = Math.max(seq ?? 0, frame.to)
      }
      if (!replaced && next.seq !== seq)
        faults.push(`frames lead to ${seq}, the picture stands at ${next.seq}`)
      if (!replaced && next.epoch !== picture!.epoch) faults.push(`epoch changed without a snapshot`)
      if (picture && next.epoch === picture.epoch && next.seq < picture.seq)
        faults.push(`back from ${picture.seq} to ${next.seq}`)
      picture = next
    },
  })
  return {
    ...watcher,
    live,
    picture: () => picture,
    hash: () => picture && hashOf(picture),
    report: () => report!,
    stale,
    ticks,
    faults,
    snapshots: () => snapshots,
    deltas: () => deltas,
    divergences: () => divergences,
    close: () => live.close(),
  }
}
