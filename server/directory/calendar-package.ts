/** China's holidays and the weekends worked instead of them, as the package `chinese-days` has them. Knows no office hours. */
import told from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import about from 'chinese-days/package.json' with { type: 'json' }
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'

type Holidays = Pick<Calendar, 'id' | 'days' | 'knownFrom' | 'knownUntil'>

/** The years that it has whole, from the first to the last. */
export const CHINA: Holidays = holidaysOf(Object.keys(told.holidays), Object.keys(told.workdays))

/** From the days that are off and the days that are worked, each YYYY-MM-DD. */
export function holidaysOf(off: readonly string[], worked: readonly string[]): Holidays {
  // A notice may reach over New Year, so a day of a year is no sign that the year is known; its 国庆 is.
  const years = off.filter((it) => it.endsWith('-10-01')).map((it) => Number(it.slice(0, 4)))
  const known = new Set(years)
  const last = Math.max(...years)
  let first = last
  while (known.has(first - 1)) first -= 1
  return {
    id: `${about.name} ${about.version}`,
    days: Object.fromEntries([
      ...off.map((it) => [it, 'off'] as const),
      ...worked.map((it) => [it, 'work'] as const),
    ]),
    knownFrom: `${first}-01-01`,
    knownUntil: `${last}-12-31`,
  }
}
