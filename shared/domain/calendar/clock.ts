/**
 * How time passes on a working calendar: from an instant to a position on the scale of a basis, and back. Every deadline
 * is a sum on this scale, so limits add up, a pause takes away what it lasted, and no question walks over days.
 * Knows no case and no policy.
 */
import { type Basis, type Calendar, type Limit } from './calendar.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './day-number.ts'
import { layDays, type DayTable } from './day-table.ts'
import { officeMsBy, timeOfDayAt } from './office-hours.ts'

/**
 * A map from instants (epoch ms) to a position on the scale of its basis (hours, working hours, working days), never
 * falling, and its earliest inverse in whole ms: the end of a day rather than the next morning. Where the scale begins is
 * arbitrary; differences count.
 */
export interface Clock {
  position: (at: number) => number
  instantAt: (position: number) => number
}

const known = new WeakMap<Calendar, Record<Basis, Clock>>()

/** Made once for each calendar, which is therefore a value that is never changed. */
export function clockOf(calendar: Calendar, basis: Basis): Clock {
  let clocks = known.get(calendar)
  if (!clocks) {
    const days = layDays(calendar)
    const startOf = (index: number): number =>
      (days.first + index) * DAY_MS - calendar.offsetMinutes * MINUTE_MS
    clocks = {
      natural_hours: NATURAL,
      working_hours: evenlyBeyond(days, startOf, workingHours(days, startOf)),
      working_days: evenlyBeyond(days, startOf, workingDays(days, startOf)),
    }
    known.set(calendar, clocks)
  }
  return clocks[basis]
}

/**
 * When a limit that starts then is used up, whole epoch ms; later than the start. Outside hours it starts at the next
 * working instant; `1 working day` from Monday 10:00 is Tuesday 10:00, from Monday evening the end of Tuesday.
 */
export function dueAfter(calendar: Calendar, { basis, amount }: Limit, startAt: number): number {
  const clock = clockOf(calendar, basis)
  return clock.instantAt(clock.position(startAt) + amount)
}

const NATURAL: Clock = {
  position: (at) => at / HOUR_MS,
  instantAt: (position) => Math.round(position * HOUR_MS),
}

type StartOf = (index: number) => number

/** Hours of office time. Summed in whole ms, so that what is added comes out exactly. */
function workingHours(days: DayTable, startOf: StartOf): Clock {
  const { hours, officeMsBefore } = days
  return {
    position: (at) => {
      const index = Math.floor((at - startOf(0)) / DAY_MS)
      const today = hours[index]
      const sum = officeMsBefore[index]! + (today ? officeMsBy(today, at - startOf(index)) : 0)
      return sum / HOUR_MS
    },
    instantAt: (position) => {
      const sum = Math.round(position * HOUR_MS)
      const index = firstReaching(officeMsBefore, sum) - 1
      return index < 0
        ? startOf(0)
        : startOf(index) + timeOfDayAt(hours[index]!, sum - officeMsBefore[index]!)
    },
  }
}

/** Worked days before this one, and the part of this one's office time that is over: a day is a day, however long. */
function workingDays(days: DayTable, startOf: StartOf): Clock {
  const { hours, workdaysBefore, workdays } = days
  const endOf = (index: number): number => startOf(index) + timeOfDayAt(hours[index]!, hours[index]!.totalMs)
  return {
    position: (at) => {
      const index = Math.floor((at - startOf(0)) / DAY_MS)
      const today = hours[index]
      return workdaysBefore[index]! + (today ? officeMsBy(today, at - startOf(index)) / today.totalMs : 0)
    },
    instantAt: (position) => {
      const whole = Math.ceil(position) - 1 // what is left is in (0, 1]: a whole day more is this day's end
      if (whole < 0) return startOf(0)
      const index = workdays[whole]!
      const officeMs = Math.round((position - whole) * hours[index]!.totalMs)
      if (officeMs > 0) return startOf(index) + timeOfDayAt(hours[index]!, officeMs)
      // Less than half a millisecond of a day is none of it: a sum of fractions must not spill into the next morning.
      return whole === 0 ? startOf(0) : endOf(workdays[whole - 1]!)
    },
  }
}

/** Before and after the table time goes on evenly, as fast as within it on average: every instant has a position. */
function evenlyBeyond(days: DayTable, startOf: StartOf, within: Clock): Clock {
  const from = startOf(0)
  const to = startOf(days.end - days.first)
  const most = within.position(to)
  const perMs = most / (to - from)
  return {
    position: rememberLast((at) =>
      at < from ? (at - from) * perMs : at > to ? most + (at - to) * perMs : within.position(at),
    ),
    instantAt: (position) => {
      if (position < 0) return Math.round(from + position / perMs)
      return position > most ? Math.round(to + (position - most) / perMs) : within.instantAt(position)
    },
  }
}

/** Ten thousand cases are asked how they stand at one and the same instant. */
function rememberLast(position: Clock['position']): Clock['position'] {
  let [lastAt, last] = [NaN, NaN]
  return (at) => (at === lastAt ? last : ([lastAt, last] = [at, position(at)])[1])
}

/** The first index whose sum is at least this; the sums never fall. */
function firstReaching(sums: Float64Array, sum: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sums[middle]! >= sum) high = middle
    else low = middle + 1
  }
  return low
}
