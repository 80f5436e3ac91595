/** What changed last, a row for each case: pure, from the frames that led to a picture. */
import type { EventType } from '@shaotai/shared/domain/lifecycle.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'

export interface Change {
  caseId: string
  version: number
  /** Null: known from a snapshot, which says how things are and not what happened. */
  type: EventType | null
  /** Business stamp, epoch ms. */
  at: number
  /** When this screen saw it happen, monotonic ms; null for what was there before. */
  seenAt: number | null
}

/** More than the tallest list shows. */
const KEPT = 30

/** Newest first, by the order of the log. */
export function afterFrames(before: readonly Change[], frames: readonly Frame[], now: number): Change[] {
  const news = new Map<string, Change>()
  for (let f = frames.length - 1; f >= 0 && news.size < KEPT; f -= 1) {
    const { events } = frames[f]!
    for (let e = events.length - 1; e >= 0 && news.size < KEPT; e -= 1) {
      const { caseId, version, type, at } = events[e]!
      if (!news.has(caseId)) news.set(caseId, { caseId, version, type, at, seenAt: now })
    }
  }
  return [...news.values(), ...before.filter((it) => !news.has(it.caseId))].slice(0, KEPT)
}

/** A snapshot has no order of events; the latest business stamps stand in for it. */
export function afterSnapshot({ cases }: Picture): Change[] {
  return [...cases.values()]
    .sort((a, b) => b.changedAt - a.changedAt)
    .slice(0, KEPT)
    .map(({ id, version, changedAt }) => ({ caseId: id, version, type: null, at: changedAt, seenAt: null }))
}
