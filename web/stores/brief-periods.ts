/** The times that a leader chooses from, as spans of the district's days. Pure; epoch ms. */
import { groupNameIn, partsIn, dayStart, startOfDay, startOfMonth } from '../clock/local-days.ts'
import type { Span, SteppedSpan } from './figure-windows.ts'

export const PERIODS = ['month', 'last_month', 'd7', 'd30', 'd90', 'year'] as const
export type Period = (typeof PERIODS)[number]

const DAYS = { d7: 7, d30: 30, d90: 90 } as const
/** A line of fewer days tells no course. */
const LEAST_DAYS = 30
/** The days that one point of a share's line looks back on: one day alone is too few cases to be more than chance. */
export const POOLED_DAYS = 7

/** `now` in the district's zone; an open end is now. */
export function spanOf(period: Period, now: number, zone: string): Span {
  switch (period) {
    case 'month':
      return { from: startOfMonth(zone, now), to: null }
    case 'last_month':
      return { from: startOfMonth(zone, now, -1), to: startOfMonth(zone, now) }
    case 'year':
      return { from: dayStart(zone, partsIn(zone, now).year, 1, 1), to: null }
    default:
      return { from: startOfDay(zone, now, 1 - DAYS[period]), to: null }
  }
}

/** Ms of it that have passed. */
export const elapsedOf = ({ from, to }: Span, now: number): number => Math.min(to ?? now, now) - (from ?? 0)

/** Both cut to the shorter of the two, from their starts: equal elapsed time. */
export function equalSpans(a: Span, b: Span, now: number): [Span, Span] {
  const shorter = Math.min(elapsedOf(a, now), elapsedOf(b, now))
  const cut = (span: Span): Span =>
    elapsedOf(span, now) <= shorter ? span : { from: span.from, to: span.from! + shorter }
  return [cut(a), cut(b)]
}

/** The course that led to it, by days: its own, or thirty to its end where it is shorter; a year's by its last ninety. */
export function courseOf(period: Period, now: number, zone: string): SteppedSpan {
  const { from, to } = spanOf(period, now, zone)
  const end = endOf(period, now, zone)
  const isLong = period === 'd90' || period === 'year'
  const shown = startOfDay(zone, end - 1, 1 - (isLong ? DAYS.d90 : LEAST_DAYS))
  const first = period === 'year' ? shown : Math.min(shown, from!)
  return { from: first, to, by: 'day', groups: daysOf(zone, first, end) }
}

/**
 * The days of the course, each so much earlier that what began then had thirty days by its end. Asked up to that end,
 * for there it is judged; what is younger is not in the figure.
 */
export function maturedOf(period: Period, now: number, zone: string): SteppedSpan {
  const earlier = (at: number) => startOfDay(zone, at, -MATURED_DAYS)
  const { from, to } = courseOf(period, now, zone)
  const first = earlier(from!)
  return { from: first, to, by: 'day', groups: daysOf(zone, first, earlier(endOf(period, now, zone))) }
}
const MATURED_DAYS = 30

const endOf = (period: Period, now: number, zone: string): number =>
  spanOf(period, now, zone).to ?? startOfDay(zone, now, 1)

/** Of a zone and two days, asked for several times a second and another one only at midnight. */
const named = new Map<string, string[]>()
const MOST_NAMED = 20

function daysOf(zone: string, from: number, to: number): string[] {
  const key = `${zone} ${from} ${to}`
  let names = named.get(key)
  if (!names) {
    if (named.size >= MOST_NAMED) named.clear()
    named.set(key, (names = nameDays(zone, from, to)))
  }
  return names
}
function nameDays(zone: string, from: number, to: number): string[] {
  const names: string[] = []
  for (let at = from; at < to; at = startOfDay(zone, at, 1)) names.push(groupNameIn(zone, at, 'day'))
  return names
}
