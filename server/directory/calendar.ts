/**
 * The working calendar in force: national holidays from the package, our office hours, and over them the file that
 * CALENDAR names. Read once, at the start; how time passes on it is shared/domain/calendar/clock.ts.
 */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import {
  calendarFaults,
  knownUntilAt,
  type Calendar,
  type Season,
} from '@shaotai/shared/domain/calendar/calendar.ts'
import type { Config } from '../config.ts'
import { wallOf } from '../kpi/local-time.ts'
import { readCalendarFile, type CalendarFile } from './calendar-file.ts'
import { CHINA } from './calendar-package.ts'

/** Seven hours all year; in summer the afternoon begins half an hour later. A district's own come from its file. */
const OFFICE_HOURS: Season[] = [
  {
    from: '05-01',
    spans: [
      ['08:30', '12:00'],
      ['14:30', '18:00'],
    ],
  },
  {
    from: '10-01',
    spans: [
      ['08:30', '12:00'],
      ['14:00', '17:30'],
    ],
  },
]
const DEFAULTS = { offsetMinutes: 480, weekend: [0, 6], seasons: OFFICE_HOURS }

/** Throws an error that says what is wrong with the file; readConfig asks first, so that a start lists it. */
export function openCalendar({ calendar: path }: Pick<Config, 'calendar'>): Calendar {
  return path === null ? withVersion({ ...DEFAULTS, ...CHINA }) : laidOver(readCalendarFile(path), path)
}

/** `null`: the file can be used. */
export function faultOfCalendar(path: string): string | null {
  try {
    openCalendar({ calendar: path })
    return null
  } catch (fault) {
    return (fault as Error).message
  }
}

function laidOver({ base = 'china', ...own }: CalendarFile, path: string): Calendar {
  const id = own.id ?? basename(path)
  const { days = {}, knownFrom, knownUntil } = own
  if (base === 'none' && (knownFrom === undefined || knownUntil === undefined))
    throw new Error('with the base none it must say knownFrom and knownUntil')
  const calendar = withVersion({
    ...DEFAULTS,
    ...CHINA,
    ...own,
    id: base === 'none' ? id : `${CHINA.id} + ${id}`,
    days: base === 'none' ? days : { ...CHINA.days, ...days },
  })
  const faults = calendarFaults(calendar)
  if (faults.length > 0) throw new Error(faults.join('; '))
  return calendar
}

/** The content's own name: equal calendars are equally named, wherever their days come from. */
function withVersion(it: Omit<Calendar, 'version'>): Calendar {
  const days = Object.entries(it.days).toSorted()
  const content = [it.offsetMinutes, it.weekend.toSorted(), days, it.seasons, it.knownFrom, it.knownUntil]
  return { ...it, version: createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12) }
}

const DAY_MS = 86_400_000
/** The notice for a year comes out in the autumn before; two months leave time to take it in. */
const WARN_DAYS = 60

/** Whole days for which holidays are still known, negative when they no longer are. `now` is epoch ms. */
export const knownDays = (calendar: Calendar, now: number): number =>
  Math.floor((knownUntilAt(calendar) - now) / DAY_MS)

/** What an operator should hear at the start, a sentence each. */
export function calendarWarnings(calendar: Calendar, now: number, timeZone: string): string[] {
  const offset = (wallOf(now, timeZone) - now) / 60_000
  return [
    ...(knownDays(calendar, now) < WARN_DAYS
      ? [
          `the working calendar knows no holidays after ${calendar.knownUntil}: later days are judged by their weekday, and deadlines that reach them may be wrong; docs/calendar.md says how the next notice gets in`,
        ]
      : []),
    ...(offset !== calendar.offsetMinutes
      ? [
          `the working calendar counts in UTC${signed(calendar.offsetMinutes)} and TIME_ZONE ${timeZone} is at UTC${signed(offset)} now: office hours and statistical days differ`,
        ]
      : []),
  ]
}

const signed = (minutes: number): string => {
  const size = Math.abs(minutes)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
