/** The calendar in force as the one entry of its list. */
import type { CalendarListEntry } from '@shaotai/shared/directory/lists/calendars.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'

export function calendarEntry(calendar: Calendar): CalendarListEntry {
  const { id, version, days, knownFrom, knownUntil, weekend, seasons } = calendar
  const years: CalendarListEntry['years'] = []
  for (let year = Number(knownFrom.slice(0, 4)); year <= Number(knownUntil.slice(0, 4)); year += 1) {
    const told = Object.entries(days).filter(([date]) => date.startsWith(`${year}-`))
    const count = (what: 'off' | 'work') => told.filter(([, it]) => it === what).length
    years.push({ year, daysOff: count('off'), daysWorked: count('work') })
  }
  return { code: 'in_use', source: id, version, years, knownFrom, knownUntil, weekend, seasons }
}
