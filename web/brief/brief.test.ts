import { caseOf } from '../layers/testing/district.ts'
import { briefWords } from '../i18n/brief/words.ts'
import { LANGUAGES, wordsOf, type Language } from '../i18n/words.ts'
import { elapsedOf, courseOf, equalSpans, maturedOf, PERIODS, spanOf } from '../stores/brief-periods.ts'
import {
  FILTERS,
  GROUPS,
  LEAGUE_FIGURES,
  narrowed,
  placeOf,
  queryOf,
  type Place,
} from '../stores/brief-place.ts'
import type { Visit } from '../stores/brief-visits.ts'
import { KINDS, SOURCES } from '@shaotai/shared/domain/vocabulary.ts'
import { wilsonOf, zOf } from '@shaotai/shared/domain/wilson.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveComparison } from './compare/derive.ts'
import { deriveHeadline, type Speaker } from './headline/derive.ts'
import { deriveLeague } from './league/derive.ts'
import { courseOfFigure } from './series.ts'
import { deriveAges, deriveSpread, deriveTiers } from './shapes/derive.ts'
import { cellOf, csvOf } from './share/csv.ts'
import { broken } from './share/picture.ts'
import { sheetOf, tableOf } from './share/sheet.ts'
import { deriveSince, movedUnits, MOST_CHANGES, type SinceFacts } from './since/derive.ts'
import { before, count, fullReadings, NOW, reading, seconds, share, ZONE } from './testing/readings.ts'

const by = (language: Language = 'en'): Speaker => ({
  words: wordsOf(language),
  own: briefWords(language),
  language,
})
const whole = placeOf({})
const code = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)
const places: fc.Arbitrary<Place> = fc.record({
  area: fc.option(code),
  kind: fc.option(fc.constantFrom(...KINDS)),
  category: fc.option(code),
  department: fc.option(code),
  source: fc.option(fc.constantFrom(...SOURCES)),
  period: fc.constantFrom(...PERIODS),
  by: fc.constantFrom(...GROUPS),
  figure: fc.constantFrom(...LEAGUE_FIGURES),
  beside: fc.option(fc.oneof(fc.record({ area: code }), fc.record({ period: fc.constantFrom(...PERIODS) }))),
})

describe('the address', () => {
  it('holds the whole view: what is read from it is what was written', () => {
    fc.assert(
      fc.property(places, (place) => {
        expect(placeOf(queryOf(place))).toEqual(place)
      }),
    )
  })
  it('holds nothing for the usual view, and nothing of what it cannot read', () => {
    expect(queryOf(whole)).toEqual({})
    expect(placeOf({ area: '<script>', kind: 'x', period: '', compare: 'area:', by: ['area'] })).toEqual(
      whole,
    )
  })
  it('narrowed by a group keeps every filter and shows the areas next', () => {
    const place = { ...whole, kind: 'hazard' as const, by: 'department' as const, beside: { area: 'S1' } }
    expect(narrowed(place, 'department', 'D01')).toEqual({
      ...place,
      department: 'D01',
      by: 'area',
      beside: null,
    })
    expect(FILTERS.filter((it) => narrowed(place, 'area', 'S1')[it] !== place[it])).toEqual([])
  })
})

describe('periods', () => {
  it('are of the district’s own days, whatever zone the screen stands in', () => {
    expect(new Date(spanOf('month', NOW, ZONE).from!).toISOString()).toBe('2026-10-31T16:00:00.000Z')
    expect(new Date(spanOf('d7', NOW, ZONE).from!).toISOString()).toBe('2026-11-14T16:00:00.000Z')
    expect(spanOf('last_month', NOW, ZONE).to).toBe(spanOf('month', NOW, ZONE).from)
    expect(new Date(spanOf('year', NOW, ZONE).from!).toISOString()).toBe('2025-12-31T16:00:00.000Z')
  })
  it('set beside each other are cut to equal elapsed time', () => {
    for (const a of PERIODS)
      for (const b of PERIODS) {
        const [one, other] = equalSpans(spanOf(a, NOW, ZONE), spanOf(b, NOW, ZONE), NOW)
        expect(elapsedOf(one, NOW), `${a} ${b}`).toBe(elapsedOf(other, NOW))
        expect(one.from).toBe(spanOf(a, NOW, ZONE).from)
      }
  })
  it('have a course of at least thirty days, and one of disputes that all had thirty days', () => {
    for (const period of PERIODS) {
      const course = courseOf(period, NOW, ZONE)
      const matured = maturedOf(period, NOW, ZONE)
      expect(course.groups.length, period).toBeGreaterThanOrEqual(30)
      expect(matured.groups.length).toBe(course.groups.length)
      const last = Date.parse(`${matured.groups.at(-1)}T24:00:00+08:00`)
      expect((course.to ?? Date.parse('2026-11-22T00:00:00+08:00')) - last).toBe(30 * 86_400_000)
    }
  })
})

describe('intervals', () => {
  it('are Wilson’s, as his formula gives them by hand', () => {
    expect(wilsonOf(5, 10)!.low).toBeCloseTo(0.2366, 4)
    expect(wilsonOf(5, 10)!.high).toBeCloseTo(0.7634, 4)
    expect(wilsonOf(10, 10)).toEqual({ low: expect.closeTo(0.7225, 4), high: 1 })
    expect(wilsonOf(0, 0)).toBeNull()
  })
  it('hold their estimate, stay within 0..1 and narrow with more cases', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, part) => {
          const hits = Math.round(n * part)
          const { low, high } = wilsonOf(hits, n)!
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          expect(hits / n).toBeGreaterThanOrEqual(low)
          expect(hits / n).toBeLessThanOrEqual(high)
          const wider = wilsonOf(hits, n)!
          const narrower = wilsonOf(hits * 4, n * 4)!
          expect(narrower.high - narrower.low).toBeLessThan(wider.high - wider.low)
        },
      ),
    )
  })
  it('two equal shares lie no standard error apart; of nothing nothing is said', () => {
    expect(zOf(50, 100, 500, 1_000)).toBe(0)
    expect(zOf(60, 100, 40, 100)).toBeCloseTo(2.828, 3)
    expect(zOf(0, 0, 1, 2)).toBe(0)
  })
})

describe('the course of a figure', () => {
  const groups = Array.from({ length: 10 }, (_, i) => `2026-11-${String(i + 1).padStart(2, '0')}`)
  const of = (items: Parameters<typeof reading>[0]) => reading(items, { by: 'day', groups })
  it('of a share is that of seven days together, and nothing of fewer than twenty cases', () => {
    const line = courseOfFigure(of(groups.map((group, i) => share('r', i, 4, { group }))), 'r')
    // Day ten: 3+4+…+9 of 7 × 4.
    expect(line.at(-1)).toBe(42 / 28)
    expect(line.slice(0, 4)).toEqual([null, null, null, null])
    expect(line[4]).toBe(10 / 20)
  })
  it('of open cases ends with those of now and goes back by what moved', () => {
    const line = courseOfFigure(
      of([count('net_flow', 3, { group: groups[9]! }), count('net_flow', -2, { group: groups[8]! })]),
      'backlog',
      100,
    )
    expect(line.slice(-3)).toEqual([99, 97, 100])
    expect(line[0]).toBe(99)
  })
  it('of a middle passes over days of fewer than ten cases', () => {
    const line = courseOfFigure(
      of([seconds('t', 60, 10, { group: groups[0]! }), seconds('t', 90, 9, { group: groups[1]! })]),
      't',
    )
    expect(line.slice(0, 3)).toEqual([60, null, null])
  })
})

describe('the six figures', () => {
  const readings = fullReadings(whole, [])
  it.each(LANGUAGES)(
    'each say target, change, what they are counted from and a dash for a year nobody knows: %s',
    (language) => {
      const tiles = deriveHeadline(readings, by(language))
      expect(tiles.map(({ id }) => id)).toEqual([
        'resolution_rate',
        'on_time_rate_due',
        'time_to_close_p50',
        'backlog',
        'settled_rate',
        'first_response_p50',
      ])
      expect(tiles.map(({ value }) => value)).toEqual(['93.7', '96.3', '1.6', '241', '98.1', '3.2'])
      expect(tiles.every(({ yearAgo }) => yearAgo.endsWith('—'))).toBe(true)
      expect(tiles.map(({ before: it }) => it.tone)).toEqual(['good', 'good', 'good', 'bad', 'good', 'good'])
      expect(tiles.map(({ isMissed }) => isMissed)).toEqual([true, false, false, false, false, false])
      expect(tiles.every(({ seq }) => seq === 48_210)).toBe(true)
      expect(tiles.every(({ course }) => course.values.length >= 30)).toBe(true)
    },
  )
  it('the on-time rate tells both of its denominators', () => {
    const tile = deriveHeadline(readings, by())[1]!
    expect(tile.detail).toContain('930 ÷ 965')
    expect(tile.second).toEqual({ id: 'on_time_rate_closed', text: 'of closed 97.9% (911)' })
  })
  it('a middle of nine cases is too few, and its ninety of nineteen', () => {
    const few = {
      ...readings,
      head: reading([seconds('time_to_close_p50', 60, 9), seconds('time_to_close_p90', 90, 19)]),
    }
    const tile = deriveHeadline(few, by())[2]!
    expect([tile.value, tile.tooFew, tile.second!.text]).toEqual(['—', 'too few', 'P90 —'])
  })
  it('a change of a rate on fewer than twenty cases is not told; one of a number is', () => {
    const [rate, , , open] = deriveHeadline(
      {
        head: reading([share('resolution_rate', 18, 19, before(0.5, 40)), count('backlog', 3, before(9, 9))]),
      },
      by(),
    )
    expect(rate!.before.text).toBe('—')
    expect(open!.before).toEqual({ arrow: '▼', text: '6', tone: 'good' })
  })
  it('nothing read is a dash and never a nought', () => {
    expect(deriveHeadline({}, by()).map(({ value }) => value)).toEqual(Array(6).fill('—'))
  })
})

describe('what changed since the last visit', () => {
  const last: Visit = {
    at: NOW - 86_400_000,
    month: '2026-11',
    values: { resolution_rate: 0.96, backlog: 200, overdue_open: 9 },
    moved: [],
  }
  const calm: SinceFacts = { now: [], byArea: [], byDepartment: [], openCases: [], month: '2026-11' }
  const names = {
    area: String,
    street: (it: string | null) => it ?? '',
    department: String,
    category: String,
  }
  const told = (facts: Partial<SinceFacts>, visit = last) =>
    deriveSince(visit, { ...calm, ...facts }, names, by())
  const red = (n: number, change = {}) =>
    caseOf(n, { reportedAt: NOW - 3_600_000, severity: 'red', status: 'handling', ...change })

  it('is nothing on a calm day', () => expect(told({})).toEqual([]))
  it('names new cases that are red or P1, no exercise, and none that was there before', () => {
    const facts = {
      openCases: [
        red(1),
        red(2, { exercise: true }),
        red(3, { reportedAt: last.at - 1 }),
        caseOf(4, { reportedAt: NOW, severity: null, priority: 'P3' }),
        red(5, { status: 'closed' }),
      ],
    }
    expect(told(facts).map(({ key }) => key)).toEqual([`grave:${red(1).id}`])
  })
  it('says once that a rate left its target, of the same month alone', () => {
    const now = [share('resolution_rate', 90, 100, { target: { bound: 'at_least', value: 0.95 } })]
    expect(told({ now })).toMatchObject([{ key: 'target:resolution_rate:true', tone: 'bad', arrow: '▼' }])
    expect(told({ now }, { ...last, values: { resolution_rate: 0.9 } })).toEqual([])
    expect(told({ now, month: '2026-12' })).toEqual([])
  })
  it('tells a unit that moved by more than chance, once, and none that chance may have moved', () => {
    const byArea = [
      share('on_time_rate_due', 60, 100, { group: 'S1', ...before(0.9, 100) }),
      share('on_time_rate_due', 88, 100, { group: 'S2', ...before(0.9, 100) }),
      share('on_time_rate_due', 1, 19, { group: 'S3', ...before(0.9, 100) }),
    ]
    expect(told({ byArea })).toMatchObject([{ key: 'area:S1:down', tone: 'warn', opens: { area: 'S1' } }])
    expect(told({ byArea }, { ...last, moved: movedUnits({ ...calm, byArea }) })).toEqual([])
  })
  it('tells a number of open cases that moved by more than two standard deviations', () => {
    expect(told({ now: [count('backlog', 228)] })).toEqual([])
    expect(told({ now: [count('backlog', 229)] })).toMatchObject([{ key: 'count:backlog:up', tone: 'warn' }])
    expect(told({ now: [count('backlog', 150)] })).toMatchObject([
      { key: 'count:backlog:down', tone: 'good' },
    ])
  })
  it('is at most seven lines, what is gravest first', () => {
    const byArea = Array.from({ length: 9 }, (_, i) =>
      share('on_time_rate_due', 50 - i, 100, { group: `S${i}`, ...before(0.9, 100) }),
    )
    const lines = told({
      byArea,
      openCases: [1, 2, 3, 4, 5].map((n) => red(n)),
      now: [count('backlog', 400)],
    })
    expect(lines).toHaveLength(MOST_CHANGES)
    expect(lines.map(({ key }) => key.split(':')[0])).toEqual([
      ...Array(3).fill('grave'),
      'graves',
      ...Array(3).fill('area'),
    ])
    expect(lines[4]!.key, 'the farthest first').toBe('area:S8:down')
  })
})

describe('a league', () => {
  const units = ['S3', 'S1', 'S2']
  const leagueOf = (items: Parameters<typeof reading>[0], line = share('on_time_rate_due', 930, 1_000)) =>
    deriveLeague({ head: reading([line]), league: reading(items) }, whole, (_, it) => it, by())
  it('stands by name, whatever the figures are, and those of nobody last', () => {
    const items = [...units, ''].map((group, i) => share('on_time_rate_due', 90 - i, 100, { group }))
    expect(leagueOf(items).rows.map(({ code: it }) => it)).toEqual(['S1', 'S2', 'S3', ''])
  })
  it('says nothing of fewer than twenty cases', () => {
    const [few, enough] = leagueOf([
      share('on_time_rate_due', 19, 19, { group: 'S1' }),
      share('on_time_rate_due', 19, 20, { group: 'S2' }),
    ]).rows
    expect(few).toMatchObject({ value: '—', dot: null, bar: null, tooFew: 'too few to rank (19)' })
    expect(enough).toMatchObject({ value: '95.0%', tooFew: '' })
  })
  it('sets a unit apart from the whole only where its whole interval lies on one side', () => {
    const rows = leagueOf([
      share('on_time_rate_due', 60, 100, { group: 'S1' }),
      share('on_time_rate_due', 91, 100, { group: 'S2' }),
      share('on_time_rate_due', 499, 500, { group: 'S3' }),
    ]).rows
    expect(rows.map(({ apart }) => apart)).toEqual(['below the whole', '', 'above the whole'])
  })
  it('draws every dot within its bar, and all within the axis', () => {
    for (const { dot, bar } of leagueOf(fullReadings(whole, units).league!.items).rows) {
      expect(dot).toBeGreaterThanOrEqual(bar!.low)
      expect(dot).toBeLessThanOrEqual(bar!.high)
      expect([bar!.low, bar!.high].every((it) => it >= 0 && it <= 1)).toBe(true)
    }
  })
})

describe('the shapes', () => {
  const readings = fullReadings(whole, [])
  it('tiers sum to what was closed', () => {
    const rows = deriveTiers(readings, by())!
    expect(rows.map(({ n }) => Number(n))).toEqual([566, 226, 88, 27, 4])
    expect(rows.reduce((sum, it) => sum + it.share, 0)).toBeCloseTo(1, 12)
  })
  it('the spread marks middle and ninth tenth where they lie, and not of too few', () => {
    const { marks, bars } = deriveSpread(readings, by())!
    expect(marks.map(({ id, at }) => [id, Math.floor(at)])).toEqual([
      ['p50', 4],
      ['p90', 7],
    ])
    expect(bars).toHaveLength(11)
    const few = { ...readings, head: reading([seconds('time_to_close_p50', 60, 9)]) }
    expect(deriveSpread(few, by())!.marks).toEqual([])
  })
  it('ages tell what is late within each', () => {
    const rows = deriveAges(readings, by())!
    expect(rows.map(({ n, late }) => [n, late])).toEqual([
      ['120', ''],
      ['80', ''],
      ['0', ''],
      ['41', '7 overdue'],
      ['0', ''],
      ['0', ''],
    ])
  })
})

describe('two side by side', () => {
  it('differ in points, parts and cases, and say where chance may do it', () => {
    const place = placeOf({ compare: 'period:last_month' })
    const it_ = deriveComparison(
      place,
      {
        besideA: reading([
          share('resolution_rate', 95, 100),
          seconds('time_to_close_p50', 60, 50),
          count('backlog', 7),
        ]),
        besideB: reading([
          share('resolution_rate', 93, 100),
          seconds('time_to_close_p50', 120, 50),
          count('backlog', 9),
        ]),
      },
      (code_) => code_ ?? 'all',
      by(),
    )!
    expect([it_.a.name, it_.b.name]).toEqual(['Month to date', 'Last month'])
    const row = (id: string) => it_.rows.find((other) => other.id === id)!
    expect(row('resolution_rate')).toMatchObject({ difference: '+2.0 pp', isChance: true })
    expect(row('time_to_close_p50')).toMatchObject({ difference: '−50.0%', isChance: false })
    expect(row('backlog')).toMatchObject({ difference: '−2' })
    expect(row('settled_rate')).toMatchObject({ a: '—', b: '—', difference: '—' })
  })
})

describe('a file', () => {
  it('has no cell that a spreadsheet would take for a formula, and loses nothing', () => {
    const text = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', 'a', '局'),
    })
    fc.assert(
      fc.property(text, (it) => {
        const cell = cellOf(it)
        const inner = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
        expect(inner).not.toMatch(/^[=+\-@\t\r\n]/)
        expect(inner.replace(/^'(?=[=+\-@\t\r\n])/, '')).toBe(it)
        if (/[",\n\r]/.test(inner)) expect(cell.startsWith('"')).toBe(true)
      }),
    )
    expect(cellOf(-2)).toBe('-2')
  })
  it('carries who took it, and with every figure window, seq, interval and definition', () => {
    const rows = sheetOf(
      fullReadings(whole, ['S1']),
      { by: '=cmd()', at: '2026-11-21T06:32:00.000Z', view: 'all', unitName: (it) => it },
      by(),
    )
    expect(csvOf(rows)).toContain("exported by,'=cmd(),2026-11-21T06:32:00.000Z")
    const columns = rows[2]!
    const figures = rows.slice(3)
    expect(figures.every((row) => row.length === columns.length)).toBe(true)
    const [rate] = figures
    expect(rate![columns.indexOf('seq')]).toBe(48_210)
    expect(rate![columns.indexOf('definition')]).toBe('What resolution_rate means.')
    expect(rate![columns.indexOf('low 95 %')]).toBeCloseTo(wilsonOf(911, 972)!.low, 12)
    expect(figures.filter((row) => row[1] === 'S1')).toHaveLength(3)
    // A spreadsheet filters by its first line.
    const table = tableOf(rows)
    expect(table.columns).toEqual(columns)
    expect(table.rows.slice(0, figures.length)).toEqual(figures)
    expect(table.rows.at(-1)).toEqual(rows[1])
  })
  it('a note on a picture is broken between words and anywhere in Chinese, and none of it is lost', () => {
    const measure = (line: string): number => line.length
    expect(broken('按期办结的件数除以到期件数', 6, measure)).toEqual(['按期办结的件', '数除以到期件', '数'])
    expect(broken('closed in time of all due', 10, measure)).toEqual(['closed in', 'time of', 'all due'])
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (text, wide) => {
        const bare = (it: string): string => it.replaceAll(/\s/g, '')
        expect(bare(broken(text, wide, measure).join(''))).toBe(bare(text))
      }),
    )
  })
})
