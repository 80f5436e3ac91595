/** Which time each question to the ledger covers: pure. Ends are those of the district's days, so that every wall asks the same. */
import { groupNameIn, startOfDay, startOfMonth } from '../clock/local-days.ts'

export type Step = 'hour' | 'day' | 'month'
export interface Span {
  /** Epoch ms, [from, to); null: open. An open end is now. */
  from: number | null
  to: number | null
}
export interface SteppedSpan extends Span {
  by: Step
  /** Every group of the span, in order, empty ones too: an hour without a report is a fact. */
  groups: string[]
}
export interface FigureWindows {
  /** Rates: this month to date. */
  month: Span
  /** Time to close: the last thirty days, for a month begins with too few cases. */
  pace: Span
  /** In and out: today, hour by hour. */
  flow: SteppedSpan
  /** What went before: the last thirty days, day by day. */
  days: SteppedSpan
}

/** `?from=&to=` of the page, as they stand there: another time for everything, such as an imported year. */
export interface Asked {
  from: string | null
  to: string | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const USUAL_DAYS = 30
/** More bars than this in a strip are a smear: two months of days, or eleven years of months. */
const MOST_DAYS = 62
const MOST_BARS = 132

/** `now` is epoch ms, `zone` the district's. An end that cannot be read is no end. */
export function figureWindows(asked: Asked, now: number, zone: string): FigureWindows {
  const given = (text: string | null) => (text && Number.isFinite(Date.parse(text)) ? Date.parse(text) : null)
  const [from, to] = [given(asked.from), given(asked.to)]
  if (from !== null || to !== null) {
    const span = stepped(zone, { from, to }, now)
    return { month: { from, to }, pace: { from, to }, flow: span, days: span }
  }
  const monthAgo = startOfDay(zone, now, 1 - USUAL_DAYS)
  const today = startOfDay(zone, now)
  return {
    month: { from: startOfMonth(zone, now), to: null },
    pace: { from: monthAgo, to: null },
    flow: { from: today, to: null, by: 'hour', groups: hoursOf(zone, today, startOfDay(zone, now, 1)) },
    days: { from: monthAgo, to: null, by: 'day', groups: daysOf(zone, monthAgo, startOfDay(zone, now, 1)) },
  }
}

function stepped(zone: string, { from, to }: Span, now: number): SteppedSpan {
  const end = to ?? startOfDay(zone, now, 1)
  const start = from ?? startOfDay(zone, end - 1, 1 - USUAL_DAYS)
  const by = end - start > MOST_DAYS * DAY_MS ? 'month' : 'day'
  const groups = by === 'day' ? daysOf(zone, start, end) : monthsOf(zone, start, end)
  return { from: start, to, by, groups: groups.slice(-MOST_BARS) }
}

function hoursOf(zone: string, from: number, to: number): string[] {
  const names = new Set<string>() // an hour that summer time repeats is one group
  for (let at = from; at < to; at += HOUR_MS) names.add(groupNameIn(zone, at, 'hour'))
  return [...names]
}
function daysOf(zone: string, from: number, to: number): string[] {
  const names: string[] = []
  for (let at = startOfDay(zone, from); at < to; at = startOfDay(zone, at, 1))
    names.push(groupNameIn(zone, at, 'day'))
  return names
}
function monthsOf(zone: string, from: number, to: number): string[] {
  const names: string[] = []
  for (let at = startOfMonth(zone, from); at < to; at = startOfMonth(zone, at, 1))
    names.push(groupNameIn(zone, at, 'month'))
  return names
}
