import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CALENDAR_2026, SUMMER_AND_WINTER } from '../../test/calendar-2026.ts'
import { BASES, type Basis, type Calendar, type Limit } from './calendar.ts'
import { clockOf, dueAfter } from './clock.ts'
import { DAY_MS, HOUR_MS, weekdayOf } from './day-number.ts'

/** Beijing time as it is read off a clock. */
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`)
const shown = (instant: number): string =>
  new Date(instant + 8 * HOUR_MS).toISOString().replace('T', ' ').slice(0, 16)
const due = (amount: number, basis: Basis, from: string, calendar = CALENDAR_2026): string =>
  shown(dueAfter(calendar, { basis, amount }, at(from)))

const SEASONAL: Calendar = { ...CALENDAR_2026, seasons: SUMMER_AND_WINTER }
/** Mountain hours, one weekday off, and a calendar that knows no holidays at all. */
const ODD: Calendar = {
  ...CALENDAR_2026,
  days: {},
  weekend: [3],
  offsetMinutes: -210,
  seasons: [
    { from: '02-29', spans: [['00:00', '24:00']] },
    {
      from: '11-15',
      spans: [
        ['07:10', '07:11'],
        ['23:00', '24:00'],
      ],
    },
  ],
}

describe('a deadline on a working calendar', () => {
  it.each([
    ['4 working hours from Friday 16:30 end on Monday', 4, '2026-03-06 16:30', '2026-03-09 11:30'],
    ['the lunch break is no working time', 1, '2026-03-09 11:30', '2026-03-09 14:30'],
    ['what ends with the morning ends at noon', 0.5, '2026-03-09 11:30', '2026-03-09 12:00'],
    ['what ends with the day ends that evening', 7, '2026-03-09 08:30', '2026-03-09 17:30'],
    ['a limit that starts at night starts in the morning', 1, '2026-03-09 22:00', '2026-03-10 09:30'],
    ['a limit that starts before hours starts with them', 1, '2026-03-09 03:00', '2026-03-09 09:30'],
    ['a limit that starts at noon starts after the break', 1, '2026-03-09 12:40', '2026-03-09 15:00'],
    ['a limit that starts on Saturday starts on Monday', 1, '2026-03-07 10:00', '2026-03-09 09:30'],
    ['an adjusted Saturday after 国庆 counts', 2, '2026-10-09 16:30', '2026-10-10 09:30'],
    ['the Saturday after it does not', 2, '2026-10-16 16:30', '2026-10-19 09:30'],
    [
      '春节 stops it for nine days, an adjusted Saturday before them counts',
      8,
      '2026-02-14 09:30',
      '2026-02-24 10:30',
    ],
  ])('working hours: %s', (_, amount, from, expected) =>
    expect(due(amount, 'working_hours', from)).toBe(expected),
  )

  it.each([
    ['1 working day from Monday 10:00 is Tuesday 10:00', 1, '2026-03-09 10:00', '2026-03-10 10:00'],
    ['from Friday afternoon it is Monday afternoon', 1, '2026-03-06 15:15', '2026-03-09 15:15'],
    ['from the morning’s first minute it is that day', 1, '2026-03-09 08:30', '2026-03-09 17:30'],
    ['from the evening it is the end of the next day', 1, '2026-03-09 20:00', '2026-03-10 17:30'],
    ['from Sunday it is the end of Monday', 1, '2026-03-08 11:00', '2026-03-09 17:30'],
    ['half of one from the morning is noon', 0.5, '2026-03-09 08:30', '2026-03-09 12:00'],
    ['an adjusted Saturday after 国庆 is one', 1, '2026-10-09 10:00', '2026-10-10 10:00'],
    ['国庆 has none', 1, '2026-09-30 10:00', '2026-10-08 10:00'],
    ['an adjusted Sunday before 国庆 is one', 1, '2026-09-18 10:00', '2026-09-20 10:00'],
    ['a year that is not known has weekends only', 1, '2027-10-01 10:00', '2027-10-04 10:00'],
  ])('working days: %s', (_, amount, from, expected) =>
    expect(due(amount, 'working_days', from)).toBe(expected),
  )

  it('natural hours go on through the night', () =>
    expect(due(24, 'natural_hours', '2026-10-01 16:30')).toBe('2026-10-02 16:30'))

  it.each([1, 5, 24, 25, 49, 50, 400])('%i days from now are later than now (defect 4)', (days) => {
    for (const from of ['1990-01-01 00:00', '2026-03-09 10:00', '2026-12-31 23:59', '2100-12-31 12:00']) {
      const startAt = at(from)
      const limits: Limit[] = [
        { basis: 'natural_hours', amount: days * 24 },
        { basis: 'working_hours', amount: days * 7 },
        { basis: 'working_days', amount: days },
      ]
      const [natural, hours, workdays] = limits.map((it) => dueAfter(CALENDAR_2026, it, startAt))
      expect(natural).toBe(startAt + days * DAY_MS)
      // No working time is faster than the clock, and none is slower than two days a week with three weeks of holidays.
      for (const it of [hours!, workdays!]) {
        expect(it).toBeGreaterThan(startAt)
        expect(it).toBeLessThan(startAt + (days * 2 + 30) * DAY_MS)
      }
    }
  })

  it('a working day is not 24 hours of working time: with 8 hours a day, Monday 10:00 is Tuesday 10:00, not Thursday (defect 5)', () => {
    const eight: Calendar = {
      ...CALENDAR_2026,
      seasons: [
        {
          from: '01-01',
          spans: [
            ['08:00', '12:00'],
            ['14:00', '18:00'],
          ],
        },
      ],
    }
    expect(due(1, 'working_days', '2026-03-09 10:00', eight)).toBe('2026-03-10 10:00')
    expect(due(24, 'working_hours', '2026-03-09 10:00', eight)).toBe('2026-03-12 10:00')
    expect(due(8, 'working_hours', '2026-03-09 10:00', eight)).toBe('2026-03-10 10:00')
  })

  it('every day between is judged by its own weekday, wherever one starts (defect 17)', () => {
    // Two weeks without a holiday have ten working days, from whichever weekday they are counted.
    for (let day = 0; day < 7; day++) {
      const from = at('2026-03-09 08:30') + day * DAY_MS
      const clock = clockOf(CALENDAR_2026, 'working_days')
      expect(clock.position(from + 14 * DAY_MS) - clock.position(from)).toBe(10)
      const walked = Array.from({ length: 14 }, (_, i) => from + i * DAY_MS).filter(
        (it) => ![0, 6].includes(weekdayOf(Math.floor((it + 8 * HOUR_MS) / DAY_MS))),
      )
      expect(walked).toHaveLength(10)
      // The fifth of them, counted by hand, is where five days from that morning end.
      const fifth = walked[4]!
      expect(dueAfter(CALENDAR_2026, { basis: 'working_days', amount: 5 }, from)).toBe(fifth + 9 * HOUR_MS)
    }
  })

  it('a sum of fractions does not spill over into the next morning, or the next span', () => {
    const clock = clockOf(CALENDAR_2026, 'working_days')
    const monday = clock.position(at('2026-03-09 08:30'))
    for (const error of [0, 1e-10, -1e-10]) {
      expect(shown(clock.instantAt(monday + 1 + error))).toBe('2026-03-09 17:30')
      expect(shown(clock.instantAt(monday + 0.5 + error))).toBe('2026-03-09 12:00')
    }
    const thirds = Array.from({ length: 30 }, () => 1 / 3).reduce((sum, it) => sum + it, monday)
    expect(shown(clock.instantAt(thirds))).toBe('2026-03-20 17:30')
    // Where the days that are laid out begin and end, too.
    expect(clock.instantAt(1e-12)).toBe(clock.instantAt(0))
    expect(shown(clock.instantAt(clock.position(at('2149-12-31 17:30'))))).toBe('2149-12-31 17:30')
  })

  it('days begin and end by the calendar’s own clock', () => {
    const tokyo: Calendar = { ...CALENDAR_2026, days: {}, offsetMinutes: 540 }
    // 17:00 on Friday in Tokyo is 16:00 in Beijing; 09:00 on Monday is 08:00.
    expect(due(1, 'working_hours', '2026-03-06 16:00', tokyo)).toBe('2026-03-09 08:00')
    const caracas: Calendar = { ...CALENDAR_2026, days: {}, offsetMinutes: -270 }
    // 23:00 on Sunday there is Monday 11:30 in Beijing; work begins at 21:00 of Beijing’s Monday.
    expect(due(1, 'working_hours', '2026-03-09 11:30', caracas)).toBe('2026-03-09 22:00')
  })

  it('a season from 29 February begins on 1 March where there is none', () => {
    const leap: Calendar = {
      ...CALENDAR_2026,
      days: {},
      weekend: [],
      seasons: [
        { from: '01-01', spans: [['08:00', '12:00']] },
        { from: '02-29', spans: [['10:00', '12:00']] },
      ],
    }
    expect(due(1, 'working_hours', '2026-02-28 02:00', leap)).toBe('2026-02-28 09:00')
    expect(due(1, 'working_hours', '2026-03-01 02:00', leap)).toBe('2026-03-01 11:00')
    expect(due(1, 'working_hours', '2028-02-29 02:00', leap)).toBe('2028-02-29 11:00')
    expect(due(1, 'working_hours', '2027-01-01 02:00', leap)).toBe('2027-01-01 09:00')
  })

  it('hours change with the season, between one day and the next', () => {
    expect(due(6, 'working_hours', '2026-04-30 15:30', SEASONAL)).toBe('2026-05-06 12:00')
    expect(due(6.5, 'working_hours', '2026-09-29 15:30', SEASONAL)).toBe('2026-09-30 16:00')
    expect(due(7, 'working_hours', '2026-09-30 15:30', SEASONAL)).toBe('2026-10-08 15:30')
    // A third of a summer day is two of its six hours; a third of a winter day is 2 h 20 of its seven.
    expect(due(1, 'working_days', '2026-09-30 10:00', SEASONAL)).toBe('2026-10-08 10:50')
    // The last season of a year goes on in the next.
    expect(due(1, 'working_hours', '2027-01-04 14:00', SEASONAL)).toBe('2027-01-04 15:00')
  })
})

/** The same counted once more and otherwise: every day by its own date, from its ISO text, without tables or sums. */
function walk(calendar: Calendar, from: number, to: number): { officeMs: number; days: number } {
  const total = { officeMs: 0, days: 0 }
  for (let midnight = at(`${shown(from).slice(0, 10)} 00:00`); midnight < to; midnight += DAY_MS) {
    const date = shown(midnight).slice(0, 10)
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay()
    const what = calendar.days[date] ?? (weekday === 0 || weekday === 6 ? 'off' : 'work')
    if (what === 'off') continue
    const season = calendar.seasons.findLast((it) => it.from <= date.slice(5)) ?? calendar.seasons.at(-1)!
    const spans = season.spans.map((span) => span.map((time) => at(`${date} ${time}`)) as [number, number])
    const officeMs = spans.reduce(
      (sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
      0,
    )
    total.officeMs += officeMs
    total.days += officeMs / spans.reduce((sum, [start, end]) => sum + end - start, 0)
  }
  return total
}

const calendars = fc.constantFrom(CALENDAR_2026, SEASONAL, ODD)
const basis = fc.constantFrom(...BASES)
const instants = fc.oneof(
  fc.integer({ min: at('1990-01-01 00:00'), max: at('2100-12-31 23:59') }),
  fc.integer({ min: at('2025-12-20 00:00'), max: at('2027-01-10 00:00') }),
  // On the minute, where hours, days and seasons begin and end.
  fc
    .integer({ min: at('2025-12-20 00:00') / 60_000, max: at('2027-01-10 00:00') / 60_000 })
    .map((it) => it * 60_000),
)
/** In thousandths, to 400 days on each scale. */
const amounts = (of: Basis): fc.Arbitrary<number> =>
  fc
    .integer({
      min: 1,
      max: (of === 'natural_hours' ? 400 * 24 : of === 'working_hours' ? 400 * 7 : 400) * 1_000,
    })
    .map((it) => it / 1_000)
const limited = fc.record({ calendar: calendars, basis, startAt: instants }).chain((it) =>
  fc.record({
    calendar: fc.constant(it.calendar),
    basis: fc.constant(it.basis),
    startAt: fc.constant(it.startAt),
    a: amounts(it.basis),
    b: amounts(it.basis),
  }),
)
/** Two ms of the shortest day of these calendars, on the scale of a basis: what rounding to whole ms may cost. */
const roundingOn = (of: Basis): number => (of === 'working_days' ? 2 / (61 * 60_000) : 2 / HOUR_MS)
const RUNS = { numRuns: 3_000 }

describe('a clock of a working calendar', () => {
  it('always gives a due time after the start', () =>
    fc.assert(
      fc.property(limited, ({ calendar, basis: of, startAt, a }) => {
        const dueAt = dueAfter(calendar, { basis: of, amount: a }, startAt)
        expect(Number.isInteger(dueAt)).toBe(true)
        expect(dueAt).toBeGreaterThan(startAt)
      }),
      RUNS,
    ))

  it('is additive: a limit in two parts ends where the whole one does', () =>
    fc.assert(
      fc.property(limited, ({ calendar, basis: of, startAt, a, b }) => {
        const clock = clockOf(calendar, of)
        const between = dueAfter(calendar, { basis: of, amount: a }, startAt)
        const inParts = dueAfter(calendar, { basis: of, amount: b }, between)
        const atOnce = dueAfter(calendar, { basis: of, amount: a + b }, startAt)
        // Thousandths of an hour are whole ms, so hours come out exactly; days of unlike length are rounded between.
        if (of !== 'working_days') expect(inParts).toBe(atOnce)
        expect(Math.abs(clock.position(inParts) - clock.position(atOnce))).toBeLessThan(roundingOn(of))
        const used = clock.position(atOnce) - clock.position(startAt)
        expect(Math.abs(used - (a + b))).toBeLessThan(roundingOn(of))
      }),
      RUNS,
    ))

  it('is monotone: later is never less, and a longer limit never ends sooner', () =>
    fc.assert(
      fc.property(limited, instants, ({ calendar, basis: of, startAt, a, b }, other) => {
        const clock = clockOf(calendar, of)
        const [early, late] = [Math.min(startAt, other), Math.max(startAt, other)]
        expect(clock.position(early)).toBeLessThanOrEqual(clock.position(late))
        const limit = { basis: of, amount: a }
        expect(dueAfter(calendar, limit, early)).toBeLessThanOrEqual(dueAfter(calendar, limit, late))
        const [short, long] = [Math.min(a, b), Math.max(a, b)].map((amount) =>
          dueAfter(calendar, { basis: of, amount }, startAt),
        )
        expect(short).toBeLessThanOrEqual(long!)
      }),
      RUNS,
    ))

  it('has an inverse: the earliest instant of a position, and the position of that instant', () =>
    fc.assert(
      fc.property(limited, ({ calendar, basis: of, startAt }) => {
        const clock = clockOf(calendar, of)
        const position = clock.position(startAt)
        const earliest = clock.instantAt(position)
        expect(earliest).toBeLessThanOrEqual(startAt)
        expect(clock.position(earliest)).toBeCloseTo(position, 9)
        if (earliest > at('1990-01-01 09:00')) expect(clock.position(earliest - 1)).toBeLessThan(position)
      }),
      RUNS,
    ))

  it('counts what a walk from day to day counts', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(CALENDAR_2026, SEASONAL),
        instants.filter((it) => it > at('2025-12-01 00:00') && it < at('2028-01-01 00:00')),
        fc.integer({ min: 0, max: 500 * DAY_MS }),
        (calendar, from, lengthMs) => {
          const to = from + lengthMs
          const walked = walk(calendar, from, to)
          const passed = (of: Basis): number =>
            clockOf(calendar, of).position(to) - clockOf(calendar, of).position(from)
          expect(passed('working_hours') * HOUR_MS).toBeCloseTo(walked.officeMs, 3)
          expect(passed('working_days')).toBeCloseTo(walked.days, 6)
        },
      ),
      { numRuns: 500 },
    ))

  it('never runs faster than the clock on the wall', () =>
    fc.assert(
      fc.property(limited, instants, ({ calendar, startAt }, other) => {
        const clock = clockOf(calendar, 'working_hours')
        const used = clock.position(Math.max(startAt, other)) - clock.position(Math.min(startAt, other))
        expect(used).toBeLessThanOrEqual(Math.abs(startAt - other) / HOUR_MS + 1e-6)
      }),
      RUNS,
    ))

  it('has a position for every instant there is, also where no days are laid out', () => {
    for (const of of BASES) {
      const clock = clockOf(CALENDAR_2026, of)
      let before = Number.NEGATIVE_INFINITY
      for (const year of [1700, 1979, 1980, 2026, 2149, 2150, 9999]) {
        const instant = Date.UTC(year, 5, 15, 4)
        const position = clock.position(instant)
        expect(position).toBeGreaterThan(before)
        // At most a weekend or a holiday earlier: its eve is the earliest instant of that position.
        expect(instant - clock.instantAt(position)).toBeGreaterThanOrEqual(-1)
        expect(instant - clock.instantAt(position)).toBeLessThan(4 * DAY_MS)
        expect(dueAfter(CALENDAR_2026, { basis: of, amount: 1 }, instant)).toBeGreaterThan(instant)
        before = position
      }
    }
  })
})
