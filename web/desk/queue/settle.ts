/**
 * When the rows may change places. A row that somebody is about to click does not jump away under the hand: while the hand
 * moves, rows change where they stand and nobody comes or goes. Pure; times are ms of one clock.
 */
export interface Hand {
  /** When a key or the pointer last did something in the list. */
  movedAt: number
  /** When the rows last took new places. */
  settledAt: number
}

/** A hand that has rested this long is not about to click. */
export const RESTS_MS = 1_500
/** Even for idle eyes: no more often than this. */
export const EVERY_MS = 3_000
/** Whoever never rests still gets the new order, between two movements. */
export const LATEST_MS = 15_000
const PAUSE_MS = 400

export function maySettle({ movedAt, settledAt }: Hand, now: number): boolean {
  const [rested, since] = [now - movedAt, now - settledAt]
  return (since >= EVERY_MS && rested >= RESTS_MS) || (since >= LATEST_MS && rested >= PAUSE_MS)
}

/** How many of `wanted` do not have a row yet. */
export const waiting = (shown: ReadonlySet<string>, wanted: readonly string[]): number =>
  wanted.reduce((n, id) => n + (shown.has(id) ? 0 : 1), 0)

/**
 * Where a key leads from the chosen row: `by` rows on. A choice that is no longer in the list keeps its place in it: the next
 * row is the one that moved up to there.
 */
export function moved(
  ids: readonly string[],
  selected: string | null,
  lastIndex: number,
  by: number,
): string | null {
  if (ids.length === 0) return null
  const at = selected === null ? -1 : ids.indexOf(selected)
  if (at < 0 && selected === null) return ids[by > 0 ? 0 : ids.length - 1]!
  const from = at >= 0 ? at : by > 0 ? lastIndex - 1 : lastIndex
  return ids[Math.min(ids.length - 1, Math.max(0, from + by))]!
}
