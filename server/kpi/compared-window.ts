/**
 * The window that a window is compared with: the one before it, or the same a year ago, over the same elapsed
 * time. Pure; in calendar sums of the district's own clock.
 */
import { instantOf, wallOf, type WallMs } from './local-time.ts'

/** Epoch ms, [from, to). */
export interface Window {
  from: number
  to: number
}
export type Compare = 'previous' | 'last_year'

const DAY_MS = 86_400_000
type Period = 'day' | 'week' | 'month'
const PERIODS: Period[] = ['day', 'week', 'month']

const startOf = (period: Period, wall: WallMs): WallMs => {
  const day = Math.floor(wall / DAY_MS) * DAY_MS
  if (period === 'day') return day
  const date = new Date(day)
  if (period === 'week') return day - ((date.getUTCDay() + 6) % 7) * DAY_MS // from Monday
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
}
const endOf = (period: Period, start: WallMs): WallMs => {
  if (period === 'month') return monthsLater(start, 1)
  return start + (period === 'day' ? 1 : 7) * DAY_MS
}

/** The same day and hour some months on; the last day of the month where it has no such day. */
function monthsLater(wall: WallMs, months: number): WallMs {
  const date = new Date(wall)
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate()
  return (
    first + (Math.min(date.getUTCDate(), days) - 1) * DAY_MS + (wall - Math.floor(wall / DAY_MS) * DAY_MS)
  )
}

/**
 * `to` null: up to `asOf` (epoch ms). A calendar day, week or month, whole or so far, is compared with the same
 * part of the one before; where a start fits several (Monday the 1st), `to` says which, else the shortest that
 * holds `asOf`. Any other window is compared with as much time right before it, or from the same date a year
 * ago. A day that the other month or year lacks is its last one. null: a window without a start, or one that
 * has not begun.
 */
export function comparedWindow(
  { from, to }: { from: number | null; to: number | null },
  compare: Compare,
  asOf: number,
  timeZone: string,
): Window | null {
  if (from === null) return null
  const reached = Math.min(to ?? asOf, asOf)
  if (reached <= from) return null
  const [start, end] = [wallOf(from, timeZone), wallOf(reached, timeZone)]
  const asked = to === null ? null : wallOf(to, timeZone)
  const back = (a: WallMs, b: WallMs): Window => ({
    from: instantOf(a, timeZone),
    to: instantOf(b, timeZone),
  })

  const period = periodOf(start, asked, end, to === null || to >= asOf)
  if (compare === 'last_year' && period !== 'month') {
    const begun = monthsLater(start, -12)
    return back(begun, begun + (end - start))
  }
  if (period === null) return { from: from - (reached - from), to: from }
  if (period !== 'month') {
    const length = endOf(period, start) - start
    return back(start - length, end - length)
  }
  const begun = monthsLater(start, compare === 'previous' ? -1 : -12)
  // A whole month is compared with a whole one; part of one with as much of the other, as far as it goes.
  const isWhole = end === endOf('month', start)
  return back(
    begun,
    Math.min(isWhole ? Number.POSITIVE_INFINITY : begun + (end - start), endOf('month', begun)),
  )
}

function periodOf(start: WallMs, asked: WallMs | null, end: WallMs, isSoFar: boolean): Period | null {
  const begun = PERIODS.filter((it) => startOf(it, start) === start)
  const named = begun.find((it) => asked === endOf(it, start))
  if (named) return named
  return isSoFar
    ? (begun.find((it) => end <= endOf(it, start) && (asked ?? end) <= endOf(it, start)) ?? null)
    : null
}
