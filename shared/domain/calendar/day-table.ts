/**
 * A calendar laid out day by day from 1980 to 2149, with sums, so that no question walks over days. That is wider than
 * the instants that matter (1990–2100) by the longest limit there is. About a megabyte and a half, made in tens of ms.
 */
import { dayNumberOf, weekdayOf } from './day-number.ts'
import { officeHoursOf, type OfficeHours } from './office-hours.ts'
import type { Calendar } from './calendar.ts'

const FIRST_YEAR = 1980
const END_YEAR = 2150

export interface DayTable {
  /** Day number of the first day and of the first day after the last; indices below count from `first`. */
  first: number
  end: number
  /** The hours of a day by its index; null: not worked. */
  hours: readonly (OfficeHours | null)[]
  /** Worked days, and ms of office time, before the day of an index; one entry more than there are days. */
  workdaysBefore: Int32Array
  officeMsBefore: Float64Array
  /** Indices of the worked days, in order. */
  workdays: Int32Array
}

export function layDays(calendar: Calendar): DayTable {
  const first = dayNumberOf(`${FIRST_YEAR}-01-01`)!
  const end = dayNumberOf(`${END_YEAR}-01-01`)!
  const count = end - first
  const seasonal = seasonalHours(calendar, first, count)
  const weekend = new Set(calendar.weekend)
  const told = new Map(Object.entries(calendar.days).map(([date, what]) => [dayNumberOf(date), what]))

  const hours: (OfficeHours | null)[] = []
  const workdaysBefore = new Int32Array(count + 1)
  const officeMsBefore = new Float64Array(count + 1)
  const workdays: number[] = []
  for (let i = 0; i < count; i++) {
    const what = told.get(first + i) ?? (weekend.has(weekdayOf(first + i)) ? 'off' : 'work')
    const today = what === 'work' ? seasonal[i]! : null
    hours.push(today)
    if (today) workdays.push(i)
    workdaysBefore[i + 1] = workdays.length
    officeMsBefore[i + 1] = officeMsBefore[i]! + (today?.totalMs ?? 0)
  }
  return { first, end, hours, workdaysBefore, officeMsBefore, workdays: Int32Array.from(workdays) }
}

/** The hours that a day would have if it were worked. A season from 02-29 begins on 1 March where there is none. */
function seasonalHours({ seasons }: Calendar, first: number, count: number): OfficeHours[] {
  const sorted = seasons
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .map((it) => [it.from, officeHoursOf(it)] as const)
  const days = Array.from<OfficeHours>({ length: count }).fill(sorted.at(-1)![1])
  for (let year = FIRST_YEAR; year < END_YEAR; year++) {
    for (const [from, hours] of sorted) {
      const begins = dayNumberOf(`${year}-${from}`) ?? dayNumberOf(`${year}-03-01`)!
      days.fill(hours, begins - first)
    }
  }
  return days
}
