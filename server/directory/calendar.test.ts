import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { calendarFaults } from '@shaotai/shared/domain/calendar/calendar.ts'
import { dueAfter } from '@shaotai/shared/domain/calendar/clock.ts'
import { NOTICE_2026 } from '@shaotai/shared/test/calendar-2026.ts'
import { readConfig } from '../config.ts'
import { openTestApp } from '../test/app.ts'
import { holidaysOf } from './calendar-package.ts'
import { calendarWarnings, knownDays, openCalendar } from './calendar.ts'

const folder = mkdtempSync(join(tmpdir(), 'calendar-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fileOf = (text: string, name = 'own.json'): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const over = (told: unknown): Calendar => openCalendar({ calendar: fileOf(JSON.stringify(told)) })

const ours = openCalendar({ calendar: null })
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`)
const dayAfter = (calendar: Calendar, from: string): string =>
  new Date(dueAfter(calendar, { basis: 'working_days', amount: 1 }, at(from)) + 8 * 3_600_000)
    .toISOString()
    .slice(0, 10)

describe('the package of holidays', () => {
  it('says of every day of 2026 what the notice says', () =>
    expect(
      Object.fromEntries(Object.entries(ours.days).filter(([date]) => date.startsWith('2026-'))),
    ).toEqual(NOTICE_2026))

  it('makes worked days of weekends only, and has 国庆 and 春节 in every year it knows', () => {
    const worked = Object.keys(ours.days).filter((date) => ours.days[date] === 'work')
    expect(worked.length).toBeGreaterThan(100)
    expect(worked.filter((date) => ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()))).toEqual([])
    const [first, last] = [ours.knownFrom, ours.knownUntil].map((it) => Number(it.slice(0, 4)))
    expect(last).toBeGreaterThanOrEqual(2026)
    for (let year = first!; year <= last!; year++) {
      const off = Object.keys(ours.days).filter((it) => it.startsWith(`${year}-`) && ours.days[it] === 'off')
      for (const day of ['10-01', '10-02', '10-03', '05-01']) expect(off).toContain(`${year}-${day}`)
      expect(off.filter((it) => /-0[12]-/.test(it)).length, String(year)).toBeGreaterThanOrEqual(4)
    }
  })

  it('does not take a year for known because a notice reached into its first days', () => {
    const { knownFrom, knownUntil } = holidaysOf(['2024-10-01', '2025-10-01', '2026-01-01'], ['2026-01-04'])
    expect([knownFrom, knownUntil]).toEqual(['2024-01-01', '2025-12-31'])
  })

  it('knows only the years that follow one another without a gap', () =>
    expect(holidaysOf(['2020-10-01', '2025-10-01', '2026-10-01'], []).knownFrom).toBe('2025-01-01'))
})

describe('the calendar in force', () => {
  it('holds together, and is small enough for a page', () => {
    expect(calendarFaults(ours)).toEqual([])
    expect(gzipSync(JSON.stringify(ours)).length).toBeLessThan(8_192)
  })

  it('takes next year’s notice from the file of docs/calendar.md', () => {
    expect(dayAfter(ours, '2027-09-30 10:00')).toBe('2027-10-01') // not known yet: a Friday like any other
    const text = /```json\n([\s\S]*?)```/.exec(
      readFileSync(join(import.meta.dirname, '../../docs/calendar.md'), 'utf8'),
    )![1]!
    const laid = openCalendar({ calendar: fileOf(text, 'example.json') })
    expect(dayAfter(laid, '2027-09-30 10:00')).toBe('2027-10-04')
    expect(dayAfter(laid, '2026-10-09 10:00')).toBe('2026-10-10') // what the package knows stays
    expect(laid.knownUntil).toBe('2027-12-31')
    expect(laid.id).toBe(`${ours.id} + district-2027`)
    expect(laid.seasons).not.toEqual(ours.seasons)
    expect(laid.version).not.toBe(ours.version)
  })

  it('lets the file say otherwise of a day that the package has', () =>
    expect(dayAfter(over({ days: { '2026-10-10': 'off' } }), '2026-10-09 10:00')).toBe('2026-10-12'))

  it('takes nothing of the package over the base none', () => {
    const own = over({
      base: 'none',
      knownFrom: '2026-01-01',
      knownUntil: '2026-12-31',
      days: { '2026-03-10': 'off' },
    })
    expect(own.days).toEqual({ '2026-03-10': 'off' })
    expect(own.id).toBe('own.json')
    expect(dayAfter(own, '2026-09-30 10:00')).toBe('2026-10-01')
    expect(dayAfter(own, '2026-03-09 10:00')).toBe('2026-03-11')
  })

  it('has one version for one content, and another for another', () => {
    expect(over({}).version).toBe(ours.version)
    expect(over({ weekend: [6, 0] }).version).toBe(ours.version)
    expect(over({ weekend: [0] }).version).not.toBe(ours.version)
    expect(over({ days: { '2026-03-10': 'off' } }).version).not.toBe(ours.version)
  })

  it.each([
    ['no JSON', '{', /it is no JSON/],
    ['a field that is not known', '{"hours":[]}', /a field that is not known: hours/],
    ['a day written otherwise', '{"days":{"2027-1-1":"off"}}', /2027-1-1/],
    ['a day that does not exist', '{"days":{"2027-02-29":"off"}}', /2027-02-29 is no day of the calendar/],
    ['a word that is neither work nor off', '{"days":{"2027-01-01":"rest"}}', /must be one of work, off/],
    ['a week without a working day', '{"weekend":[0,1,2,3,4,5,6]}', /\/weekend must NOT have more than 6/],
    ['a season from no day of the year', seasons('02-30', '["08:00","12:00"]'), /begins on no day of a year/],
    [
      'hours that overlap',
      seasons('01-01', '["08:00","12:00"],["11:00","17:00"]'),
      /do not follow one another/,
    ],
    ['hours that end before they begin', seasons('01-01', '["12:00","08:00"]'), /do not follow one another/],
    ['a time that no clock shows', seasons('01-01', '["08:00","25:00"]'), /must match pattern/],
    ['a season without hours', '{"seasons":[{"from":"01-01","spans":[]}]}', /must NOT have fewer than 1/],
    ['nothing known over the base none', '{"base":"none"}', /must say knownFrom and knownUntil/],
    ['an end before the beginning', '{"knownUntil":"1999-12-31"}', /is after knownUntil/],
  ])('refuses a file with %s and says so among the bad values of the start', (_, text, says) => {
    const CALENDAR = fileOf(text)
    expect(() => readConfig({ CALENDAR })).toThrow(says)
    expect(() => readConfig({ CALENDAR, PORT: 'x' })).toThrow(/has 2 bad value\(s\)[^]*CALENDAR is "/)
  })

  it('refuses a file that is not there', () =>
    expect(() => readConfig({ CALENDAR: join(folder, 'absent') })).toThrow(/it cannot be read \(ENOENT\)/))

  it('says when its holidays end, from two months before', () => {
    const warned = (day: string): boolean =>
      calendarWarnings(ours, at(`${day} 12:00`), 'Asia/Shanghai').length > 0
    expect(['2026-10-31', '2026-11-03', '2027-06-01'].map(warned)).toEqual([false, true, true])
    expect(knownDays(ours, at('2026-12-31 23:00'))).toBe(0)
    expect(knownDays(ours, at('2026-12-30 23:00'))).toBe(1)
    expect(knownDays(ours, at('2027-01-01 00:00'))).toBe(0)
    expect(knownDays(ours, at('2027-01-02 00:00'))).toBe(-1)
  })

  it('says when it counts in another zone than the statistics', () => {
    const now = at('2026-03-09 12:00')
    expect(calendarWarnings(ours, now, 'Asia/Shanghai')).toEqual([])
    expect(calendarWarnings(ours, now, 'America/Los_Angeles')).toEqual([
      expect.stringMatching(/UTC\+08:00 and TIME_ZONE America\/Los_Angeles is at UTC-07:00/),
    ])
  })
})

describe('GET /api/calendar', () => {
  it('gives a page the whole calendar: it counts as the server does; and the start says once that a year is missing', async () => {
    const it_ = await openTestApp({ now: () => at('2026-12-15 12:00') })
    try {
      const answer = await it_.ask('intake', 'GET', '/api/calendar')
      expect(answer.statusCode).toBe(200)
      const told = answer.json() as Calendar
      expect(told).toEqual(ours)
      expect(dayAfter(told, '2026-09-30 10:00')).toBe(dayAfter(ours, '2026-09-30 10:00'))
      expect(it_.logged.filter((line) => line.includes('knows no holidays after 2026-12-31'))).toHaveLength(1)
      const metrics = await it_.app.inject('/metrics')
      expect(metrics.body).toMatch(/^shaotai_calendar_known_days 16$/m)
    } finally {
      await it_.close()
    }
  })
})

function seasons(from: string, spans: string): string {
  return `{"seasons":[{"from":"${from}","spans":[${spans}]}]}`
}
