import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RoutingRule, When } from '../../directory/lists/routing-rule-fields.ts'
import { after, born, lived, refusedFor, tried } from '../../test/lived.ts'
import { CALENDAR } from '../../test/worlds.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { redactCase, type Profile } from '../redact.ts'
import { entryOf } from '../timeline/entry.ts'
import { sentenceOf } from '../timeline/sentence.ts'
import { PRIORITIES, SEVERITIES, type Kind } from '../vocabulary.ts'
import { compareRules, type PastCase } from './compare.ts'
import { inOrder, route, type RoutingFacts } from './route.ts'
import { covers, shadowed, type Surroundings } from './shadow.ts'

const KIND_OF: Record<string, Kind> = {
  '0102': 'ticket',
  '0113': 'ticket',
  '0202': 'hazard',
  '0301': 'dispute',
}
const CATEGORIES = Object.keys(KIND_OF)
const AREAS = ['3408', '340801', '340801001', '340801002']
const around: Surroundings = {
  kindOf: (it) => KIND_OF[it],
  areaWithin: (it) => AREAS.filter((outer) => it.startsWith(outer)),
}
/** A new year that is off and a Saturday that is worked: weekdays alone do not say what a day is. */
const WITH_HOLIDAYS: Calendar = {
  ...CALENDAR,
  version: '2',
  days: { '2026-11-26': 'off', '2026-11-28': 'work' },
}

const rule = (code: string, when: When, over: Partial<RoutingRule> = {}): RoutingRule => ({
  code,
  order: 10,
  name: code,
  when,
  department: 'D01',
  coHandlers: [],
  dispatch: 'suggest',
  ...over,
})
const facts = (over: Partial<RoutingFacts> = {}): RoutingFacts => ({
  kind: 'ticket',
  category: '0102',
  areaPath: ['3408', '340801', '340801001'],
  priority: 'P3',
  severity: null,
  at: Date.parse('2026-11-25T10:00:00+08:00'),
  ...over,
})
const fires = (when: When, over: Partial<RoutingFacts> = {}, calendar = WITH_HOLIDAYS): boolean =>
  route([{ rule: rule('R', when) }], facts(over), calendar) !== null
const at = (local: string) => ({ at: Date.parse(`${local}:00+08:00`) })

const some = <T>(all: readonly T[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...all), { minLength: 1, maxLength: all.length }), {
    nil: undefined,
  })
const time = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`)
const whens: fc.Arbitrary<When> = fc
  .record({
    kinds: some(['ticket', 'hazard', 'dispute'] as const),
    categories: some(CATEGORIES),
    areas: some(AREAS),
    priorities: some(PRIORITIES),
    severities: some(SEVERITIES),
    day: fc.option(fc.constantFrom('working' as const, 'off' as const), { nil: undefined }),
    hours: fc.option(fc.constantFrom('office' as const, 'outside' as const), { nil: undefined }),
    weekdays: some(['1', '2', '3', '4', '5', '6', '7'] as const),
    between: fc.option(fc.record({ from: time, to: time }), { nil: undefined }),
  })
  .map((it) => Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as When)
const anyFacts: fc.Arbitrary<RoutingFacts> = fc
  .record({
    category: fc.constantFrom(...CATEGORIES),
    area: fc.constantFrom(...AREAS),
    priority: fc.constantFrom(...PRIORITIES),
    severity: fc.option(fc.constantFrom(...SEVERITIES)),
    minutes: fc.integer({ min: 0, max: 21 * 1_440 }),
  })
  .map(({ category, area, minutes, ...it }) => ({
    ...it,
    category,
    kind: KIND_OF[category]!,
    areaPath: around.areaWithin(area),
    at: Date.parse('2026-11-16T00:00:00+08:00') + minutes * 60_000,
  }))
const rules = fc
  .array(whens, { minLength: 1, maxLength: 12 })
  .map((all) => all.map((when, i) => rule(`R${i}`, when)))

describe('a rule', () => {
  it.each<[string, When, Partial<RoutingFacts>, boolean]>([
    ['without a condition matches everything', {}, {}, true],
    ['asks for the category', { categories: ['0113'] }, {}, false],
    ['takes an area with all below it', { areas: ['340801'] }, {}, true],
    ['asks for the area', { areas: ['340801002'] }, {}, false],
    ['of a severity takes no case without one', { severities: ['red', 'blue'] }, {}, false],
    ['knows a holiday', { day: 'off' }, at('2026-11-26T10:00'), true],
    ['knows a Saturday that is worked', { day: 'working' }, at('2026-11-28T10:00'), true],
    ['knows the lunch break', { hours: 'outside' }, at('2026-11-25T13:00'), true],
    ['takes the first minute of the office', { hours: 'office' }, at('2026-11-25T08:30'), true],
    ['takes not the last one’s end', { hours: 'office' }, at('2026-11-25T17:30'), false],
    ['knows weekdays from Monday, 1', { weekdays: ['3'] }, at('2026-11-25T10:00'), true],
    ['calls Sunday 7', { weekdays: ['7'] }, at('2026-11-29T10:00'), true],
    ['reaches over midnight', { between: { from: '22:00', to: '06:00' } }, at('2026-11-25T05:59'), true],
    ['ends when it says', { between: { from: '22:00', to: '06:00' } }, at('2026-11-25T06:00'), false],
  ])('%s', (_, when, over, expected) => expect(fires(when, over)).toBe(expected))

  it('fires only where each of its conditions does, and an added condition never makes it fire', () => {
    fc.assert(
      fc.property(whens, anyFacts, (when, it) => {
        const single = Object.entries(when).every(([field, asked]) => fires({ [field]: asked }, it))
        expect(fires(when, it)).toBe(single)
      }),
    )
  })
})

describe('rules', () => {
  it('the first that matches fires, whatever comes after it', () => {
    fc.assert(
      fc.property(rules, anyFacts, (all, it) => {
        const fired = route(
          all.map((each) => ({ rule: each })),
          it,
          CALENDAR,
        )
        const first = all.find(({ when }) => fires(when, it, CALENDAR))
        expect(fired?.rule.code).toBe(first?.code)
        if (!fired) return
        const cut = all.slice(0, all.indexOf(fired.rule) + 1).map((each) => ({ rule: each }))
        expect(route(cut, it, CALENDAR)?.rule.code).toBe(fired.rule.code)
      }),
    )
  })
  it('have one order, however they were stored', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.nat(99), { minLength: 2, maxLength: 9 })
          .chain((orders) =>
            fc.tuple(fc.constant(orders), fc.shuffledSubarray(orders, { minLength: orders.length })),
          ),
        ([orders, shuffled]) => {
          const made = (numbers: number[]) =>
            inOrder(numbers.map((n) => ({ rule: rule(`R${n}`, {}, { order: n % 7 }) }))).map(
              (it) => it.rule.code,
            )
          expect(made(shuffled)).toEqual(made(orders))
        },
      ),
    )
  })
  it('one that is said never to fire never does, and what covers another matches wherever it does', () => {
    let said = 0
    fc.assert(
      fc.property(rules, fc.array(anyFacts, { minLength: 20, maxLength: 20 }), (all, many) => {
        const dead = new Set(shadowed(all, around).map((it) => it.rule))
        said += dead.size
        for (const it of many) {
          const fired = route(
            all.map((each) => ({ rule: each })),
            it,
            WITH_HOLIDAYS,
          )
          expect(dead.has(fired?.rule.code ?? '')).toBe(false)
          for (const wide of all)
            if (covers(wide.when, all[0]!.when, around) && fires(all[0]!.when, it))
              expect(fires(wide.when, it)).toBe(true)
        }
      }),
    )
    expect(said).toBeGreaterThan(20)
  })
  it.each<[string, When, When, boolean]>([
    ['a catch-all before anything', {}, { categories: ['0102'] }, true],
    ['hazards before a hazard’s category', { kinds: ['hazard'] }, { categories: ['0202'] }, true],
    ['a district before its street', { areas: ['340801'] }, { areas: ['340801001'] }, true],
    ['a street before its district', { areas: ['340801001'] }, { areas: ['340801'] }, false],
    [
      'a night before an hour of it',
      { between: { from: '20:00', to: '08:00' } },
      { between: { from: '23:00', to: '01:00' } },
      true,
    ],
    ['outside hours before days off', { hours: 'outside' }, { day: 'off' }, true],
    ['one priority before all', { priorities: ['P1'] }, {}, false],
  ])('%s leaves it nothing: %s', (_, first, second, expected) => {
    const found = shadowed([rule('A', first), rule('B', second)], around)
    expect(found).toEqual(expected ? [{ rule: 'B', by: 'A' }] : [])
  })
  it('a rule for hazards of a ticket’s category contradicts itself', () => {
    const found = shadowed([rule('A', { kinds: ['hazard'], categories: ['0102'] })], around)
    expect(found).toEqual([{ rule: 'A', by: 'A' }])
  })
})

describe('a comparison of two sets of rules', () => {
  const past = fc
    .tuple(anyFacts, fc.option(fc.constantFrom('D01', 'D02')))
    .map(([it, department]): PastCase => ({ ...it, department }))
  const sets = rules.map((all) =>
    all.map((it, i) => ({ rule: { ...it, department: i % 2 === 0 ? 'D01' : 'D02' } })),
  )
  it('counts every case once, and moves exactly those whose suggestion differs', () => {
    fc.assert(
      fc.property(fc.array(past, { maxLength: 30 }), sets, sets, (cases, standing, asked) => {
        const it_ = compareRules(cases, standing, asked, WITH_HOLIDAYS)
        const named = (rules: typeof asked) =>
          cases.map((each) => route(rules, each, WITH_HOLIDAYS)?.rule.department ?? null)
        const [before, after] = [named(standing), named(asked)]
        const fired = it_.rules.reduce((sum, rule) => sum + rule.fired, 0)
        expect(fired + it_.asked.unmatched).toBe(cases.length)
        expect(it_.moved).toBe(cases.filter((_, i) => before[i] !== after[i]).length)
        expect(it_.moves.reduce((sum, move) => sum + move.cases, 0)).toBe(it_.moved)
        expect(it_.asked.agreement).toEqual({
          agreed: cases.filter((each, i) => after[i] !== null && each.department === after[i]).length,
          of: cases.filter((each, i) => after[i] !== null && each.department !== null).length,
        })
        expect(it_.rules.reduce((sum, rule) => sum + rule.agreement.of, 0)).toBe(it_.asked.agreement.of)
        const same = compareRules(cases, standing, standing, WITH_HOLIDAYS)
        expect([same.moved, same.moves, same.standing]).toEqual([0, [], same.asked])
      }),
      { numRuns: 60 },
    )
  })
})

describe('filing', () => {
  const rules = [
    {
      revision: 3,
      rule: rule('R-1', {}, { department: 'D12', coHandlers: ['D01'], nameEn: 'Rubbish' }),
    },
  ]
  const routed = { rule: 'R-1', revision: 3, department: 'D12', coHandlers: ['D01'], automatic: false }
  it('writes the rule, its edition and whom it named on the case, and moves nothing else', () => {
    const accepted = lived(born(), 'accept')
    expect(after(accepted, 'file', { rules })).toEqual({ ...after(accepted, 'file'), routed })
    const hazard = born({ kind: 'hazard' })
    expect(after(hazard, 'grade', { rules })).toEqual({ ...after(hazard, 'grade'), routed })
  })
  it('judges a hazard by the severity that it is graded with', () => {
    const red = [{ revision: 1, rule: rule('R-2', { severities: ['red'] }) }]
    const grade = (severity: string) =>
      after(born({ kind: 'hazard', severity: null }), { type: 'grade', severity }, { rules: red }).routed
        ?.rule
    expect([grade('red'), grade('blue')]).toEqual(['R-2', undefined])
  })
  it('of the past suggests nothing, and a step before or after it neither', () => {
    const past = { by: { role: 'ingest', history: true }, rules } as const
    expect(after(lived(born(), 'accept'), 'file', past).routed).toBeNull()
    expect(after(born(), 'accept', { rules }).routed).toBeNull()
    expect(after(lived(born(), 'accept', 'file'), 'dispatch', { rules }).routed).toBeNull()
  })
  it('is told with the rule’s name in the reader’s language', () => {
    const told = tried(lived(born(), 'accept'), 'file', { rules })
    if (!told.ok) throw new Error(told.refusal)
    const entry = entryOf(
      { ...told.event, seq: 1, recordedAt: 0 },
      { profile: 'brief', department: null, cleared: false },
      () => undefined,
    )!
    const say = (language: 'en' | 'zh-CN') =>
      sentenceOf(entry, { language, department: (it) => it, caseNo: () => null, instant: () => '10:00' })
    expect(say('en')).toBe('Filed by intake; due 10:00. Rule “Rubbish” (R-1, edition 3) suggests D12.')
    expect(say('zh-CN')).toBe('受理员予以立案，办理期限至 10:00。规则“R-1”（R-1 第 3 版）建议派往D12。')
  })
  it('shows the suggestion to desks alone', () => {
    const it_ = after(lived(born(), 'accept'), 'file', { rules })
    const seen = (profile: Profile) => redactCase(it_, { profile, department: null, cleared: false })?.routed
    expect([seen('desk'), seen('brief'), seen('wall'), seen('lobby')]).toEqual([routed, null, null, null])
  })
  it('the system dispatches what a rule says it may, and nothing else', () => {
    const filed = after(lived(born(), 'accept'), 'file', { rules })
    const automatic = { ...filed, routed: { ...routed, automatic: true } }
    const by = { role: 'system', history: false } as const
    expect(refusedFor(filed, 'dispatch', { by })).toBe('not_your_role')
    expect(refusedFor(automatic, 'dispatch', { by })).toBeNull()
    expect(refusedFor(automatic, 'request_void', { by })).toBe('not_your_role')
    for (const [kind, files, hands] of [
      ['hazard', 'grade', 'assign'],
      ['dispute', 'triage', 'mediate'],
    ] as const) {
      const graded = after(born({ kind }), files, { rules })
      expect(refusedFor(graded, hands, { by })).toBe('not_your_role')
      const told = { ...graded, routed: { ...routed, automatic: true } }
      expect(after(told, { type: hands, department: 'D12' }, { by })).toMatchObject({ department: 'D12' })
    }
  })
})
