import { describe, expect, it } from 'vitest'
import { comparedWindow, type Compare } from './compared-window.ts'
import { instantOf, wallOf } from './local-time.ts'

const SHANGHAI = 'Asia/Shanghai'
const BERLIN = 'Europe/Berlin'
/** Wall clock in, wall clock out: `2026-11-25T10:00` of the zone. */
const at = (wall: string, zone: string): number => instantOf(Date.parse(`${wall}Z`), zone)
const shown = (instant: number, zone: string): string =>
  new Date(wallOf(instant, zone)).toISOString().slice(0, 16)

const TABLE: [
  rule: string,
  zone: string,
  compare: Compare,
  from: string,
  to: string | null,
  asOf: string,
  expected: string,
][] = [
  // 2026-11-25 is a Wednesday.
  [
    'today so far: as much of yesterday',
    SHANGHAI,
    'previous',
    '2026-11-25T00:00',
    null,
    '2026-11-25T10:30',
    '2026-11-24T00:00 2026-11-24T10:30',
  ],
  [
    'today, asked to its end',
    SHANGHAI,
    'previous',
    '2026-11-25T00:00',
    '2026-11-26T00:00',
    '2026-11-25T10:30',
    '2026-11-24T00:00 2026-11-24T10:30',
  ],
  [
    'this week so far: from the Monday before',
    SHANGHAI,
    'previous',
    '2026-11-23T00:00',
    null,
    '2026-11-25T10:30',
    '2026-11-16T00:00 2026-11-18T10:30',
  ],
  [
    'this month so far: the same days of the last',
    SHANGHAI,
    'previous',
    '2026-11-01T00:00',
    null,
    '2026-11-25T10:30',
    '2026-10-01T00:00 2026-10-25T10:30',
  ],
  [
    '31 March: all of February and no more',
    SHANGHAI,
    'previous',
    '2026-03-01T00:00',
    null,
    '2026-03-31T12:00',
    '2026-02-01T00:00 2026-03-01T00:00',
  ],
  [
    '29 March of a common year too',
    SHANGHAI,
    'previous',
    '2026-03-01T00:00',
    null,
    '2026-03-29T12:00',
    '2026-02-01T00:00 2026-03-01T00:00',
  ],
  [
    '29 March of a leap year: 29 February',
    SHANGHAI,
    'previous',
    '2024-03-01T00:00',
    null,
    '2024-03-29T12:00',
    '2024-02-01T00:00 2024-02-29T12:00',
  ],
  [
    'a whole month: the whole one before',
    SHANGHAI,
    'previous',
    '2026-03-01T00:00',
    '2026-04-01T00:00',
    '2026-05-20T08:00',
    '2026-02-01T00:00 2026-03-01T00:00',
  ],
  [
    'a whole short month: the whole long one',
    SHANGHAI,
    'previous',
    '2026-02-01T00:00',
    '2026-03-01T00:00',
    '2026-05-20T08:00',
    '2026-01-01T00:00 2026-02-01T00:00',
  ],
  [
    'January: December of the year before',
    SHANGHAI,
    'previous',
    '2026-01-01T00:00',
    null,
    '2026-01-05T06:00',
    '2025-12-01T00:00 2025-12-05T06:00',
  ],
  [
    'the first of a month that is a Monday, today: the day',
    SHANGHAI,
    'previous',
    '2026-06-01T00:00',
    null,
    '2026-06-01T09:00',
    '2026-05-31T00:00 2026-05-31T09:00',
  ],
  [
    '… asked to the end of the month: the month',
    SHANGHAI,
    'previous',
    '2026-06-01T00:00',
    '2026-07-01T00:00',
    '2026-06-01T09:00',
    '2026-05-01T00:00 2026-05-01T09:00',
  ],
  [
    '… asked to the end of the week: the week',
    SHANGHAI,
    'previous',
    '2026-06-01T00:00',
    '2026-06-08T00:00',
    '2026-06-01T09:00',
    '2026-05-25T00:00 2026-05-25T09:00',
  ],
  [
    'any other window: as much right before it',
    SHANGHAI,
    'previous',
    '2026-11-10T06:00',
    '2026-11-12T06:00',
    '2026-11-25T10:30',
    '2026-11-08T06:00 2026-11-10T06:00',
  ],
  [
    'the last 24 hours',
    SHANGHAI,
    'previous',
    '2026-11-24T10:30',
    null,
    '2026-11-25T10:30',
    '2026-11-23T10:30 2026-11-24T10:30',
  ],
  [
    'a year ago: the same days',
    SHANGHAI,
    'last_year',
    '2026-11-01T00:00',
    null,
    '2026-11-25T10:30',
    '2025-11-01T00:00 2025-11-25T10:30',
  ],
  [
    '29 February so far, a year ago: all of February',
    SHANGHAI,
    'last_year',
    '2028-02-01T00:00',
    null,
    '2028-02-29T12:00',
    '2027-02-01T00:00 2027-03-01T00:00',
  ],
  [
    'the day of 29 February, a year ago: the 28th',
    SHANGHAI,
    'last_year',
    '2028-02-29T00:00',
    null,
    '2028-02-29T12:00',
    '2027-02-28T00:00 2027-02-28T12:00',
  ],
  [
    'a whole February, a leap year ago: 29 days',
    SHANGHAI,
    'last_year',
    '2029-02-01T00:00',
    '2029-03-01T00:00',
    '2029-05-01T00:00',
    '2028-02-01T00:00 2028-03-01T00:00',
  ],
  [
    'any window, a year ago: the same dates',
    SHANGHAI,
    'last_year',
    '2026-11-10T06:00',
    '2026-11-12T06:00',
    '2026-11-25T10:30',
    '2025-11-10T06:00 2025-11-12T06:00',
  ],
  // Berlin's clocks went forward on 2026-03-29 and back on 2026-10-25.
  [
    'the day after the clocks went forward, by the clock',
    BERLIN,
    'previous',
    '2026-03-30T00:00',
    null,
    '2026-03-30T12:00',
    '2026-03-29T00:00 2026-03-29T12:00',
  ],
  [
    'the day the clocks went back, by the clock',
    BERLIN,
    'previous',
    '2026-10-25T00:00',
    null,
    '2026-10-25T18:00',
    '2026-10-24T00:00 2026-10-24T18:00',
  ],
  [
    'a month over the change',
    BERLIN,
    'previous',
    '2026-11-01T00:00',
    null,
    '2026-11-05T08:00',
    '2026-10-01T00:00 2026-10-05T08:00',
  ],
  [
    'a whole month with the change in it',
    BERLIN,
    'previous',
    '2026-04-01T00:00',
    '2026-05-01T00:00',
    '2026-06-01T00:00',
    '2026-03-01T00:00 2026-04-01T00:00',
  ],
]

describe('the window that a window is compared with', () => {
  it.each(TABLE)('%s (%s, %s)', (_, zone, compare, from, to, asOf, expected) => {
    const window = { from: at(from, zone), to: to === null ? null : at(to, zone) }
    const found = comparedWindow(window, compare, at(asOf, zone), zone)!
    expect(`${shown(found.from, zone)} ${shown(found.to, zone)}`).toBe(expected)
  })

  it('a window of no period is compared with equal time, also over a change of clocks', () => {
    const window = { from: at('2026-03-29T06:00', BERLIN), to: at('2026-03-30T18:30', BERLIN) }
    const found = comparedWindow(window, 'previous', at('2026-06-01T00:00', BERLIN), BERLIN)!
    expect(found.to).toBe(window.from)
    expect(found.to - found.from).toBe(window.to - window.from)
  })

  it('there is nothing to compare without a start, or before it', () => {
    expect(comparedWindow({ from: null, to: 5 }, 'previous', 10, SHANGHAI)).toBeNull()
    expect(comparedWindow({ from: 10, to: null }, 'previous', 10, SHANGHAI)).toBeNull()
  })
})

describe('instants and clocks', () => {
  it('go there and back, at every hour of two years, in zones with and without a change of clocks', () => {
    for (const zone of [SHANGHAI, BERLIN, 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia']) {
      for (let instant = Date.UTC(2025, 0); instant < Date.UTC(2027, 0); instant += 3_600_000) {
        const again = instantOf(wallOf(instant, zone), zone)
        // An hour that comes twice is its first one.
        if (again !== instant)
          expect([wallOf(again, zone), instant - again]).toEqual([wallOf(instant, zone), 3_600_000])
      }
    }
  }, 30_000)

  it('a time that the clock skips is as far behind the gap as it lies in it', () => {
    expect(instantOf(Date.parse('2026-03-29T02:30Z'), BERLIN)).toBe(Date.parse('2026-03-29T03:30+02:00'))
  })
})
