/** One worked day from the inside: office time against the time of day, both in ms. Knows no dates. */
import { msOfDay } from './day-number.ts'
import type { Season } from './calendar.ts'

export interface OfficeHours {
  spans: readonly { startsAt: number; lengthMs: number }[]
  totalMs: number
}

export function officeHoursOf({ spans }: Season): OfficeHours {
  const timed = spans.map(([start, end]) => ({
    startsAt: msOfDay(start),
    lengthMs: msOfDay(end) - msOfDay(start),
  }))
  return { spans: timed, totalMs: timed.reduce((sum, { lengthMs }) => sum + lengthMs, 0) }
}

/** How much office time is over at a time of day. */
export function officeMsBy(hours: OfficeHours, timeOfDay: number): number {
  let sum = 0
  for (const { startsAt, lengthMs } of hours.spans)
    sum += Math.min(Math.max(timeOfDay - startsAt, 0), lengthMs)
  return sum
}

/** The first time of day by which so much office time is over: noon, and not the end of the lunch break. */
export function timeOfDayAt(hours: OfficeHours, officeMs: number): number {
  let rest = officeMs
  for (const { startsAt, lengthMs } of hours.spans) {
    if (rest <= lengthMs) return startsAt + rest
    rest -= lengthMs
  }
  throw new RangeError(`${officeMs} ms of office time are more than the ${hours.totalMs} ms of this day`)
}
