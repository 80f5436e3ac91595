/**
 * A working calendar for tests. Its holidays are copied by hand from the State Council's notice for 2026 (国务院办公厅
 * 关于2026年部分节假日安排的通知), so that what a package says of them can be held against it. Knows that one year.
 */
import type { Calendar, Season } from '../domain/calendar/calendar.ts'

/** Off from the first to the last day, weekends among them. */
const HOLIDAYS: [name: string, first: string, last: string][] = [
  ['元旦', '2026-01-01', '2026-01-03'],
  ['春节', '2026-02-15', '2026-02-23'],
  ['清明节', '2026-04-04', '2026-04-06'],
  ['劳动节', '2026-05-01', '2026-05-05'],
  ['端午节', '2026-06-19', '2026-06-21'],
  ['中秋节', '2026-09-25', '2026-09-27'],
  ['国庆节', '2026-10-01', '2026-10-07'],
]
/** 调休上班: weekend days worked instead. */
const WORKED = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']

const DAY_MS = 86_400_000
const daysOf = (first: string, last: string): string[] =>
  Array.from({ length: (Date.parse(last) - Date.parse(first)) / DAY_MS + 1 }, (_, i) =>
    new Date(Date.parse(first) + i * DAY_MS).toISOString().slice(0, 10),
  )

export const NOTICE_2026: Record<string, 'work' | 'off'> = Object.fromEntries([
  ...HOLIDAYS.flatMap(([, first, last]) => daysOf(first, last).map((it) => [it, 'off'] as const)),
  ...WORKED.map((it) => [it, 'work'] as const),
])

/** Product ★3: the same hours all year. */
export const ALL_YEAR: Season[] = [
  {
    from: '01-01',
    spans: [
      ['08:30', '12:00'],
      ['14:00', '17:30'],
    ],
  },
]
/** The afternoon begins later in summer, and in this office also ends earlier: days of 7 and of 6 hours. */
export const SUMMER_AND_WINTER: Season[] = [
  {
    from: '05-01',
    spans: [
      ['08:00', '12:00'],
      ['15:30', '17:30'],
    ],
  },
  { ...ALL_YEAR[0]!, from: '10-01' },
]

export const CALENDAR_2026: Calendar = {
  id: 'the notice for 2026',
  version: 'test',
  offsetMinutes: 480,
  weekend: [0, 6],
  days: NOTICE_2026,
  seasons: ALL_YEAR,
  knownFrom: '2026-01-01',
  knownUntil: '2026-12-31',
}
