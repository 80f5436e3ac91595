import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { regretOf } from '@shaotai/shared/domain/regret.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from '../../wall/testing/full-inputs.ts'
import { deskCases } from '../testing/desk-cases.ts'
import { openEntries, STALE_MS, type Entries } from './entries.ts'
import { FACETS, filterOf, queryOf, toggled, VALUE, type Facet, type Filter } from './facets.ts'
import { queueOf } from './queue.ts'
import { EVERY_MS, LATEST_MS, maySettle, moved, RESTS_MS } from './settle.ts'
import { columnSizes, FIRST } from '../columns.ts'
import { shortNo } from './row.ts'
import { isIn, tabsFor } from './tabs.ts'
import { readViews, viewOf, withView } from './views.ts'

const TABS = tabsFor('dispatcher')
const all: Filter = { tab: 'all', picks: {} }
const cases = deskCases(400)
function weighed(of: ReadonlyMap<string, CaseView> = cases, now = NOW): Entries {
  const entries = openEntries((area) => area)
  entries.replace(of)
  while (entries.weigh({ now, calendar: null }, () => false));
  return entries
}

describe('a row', () => {
  it('says the number as people do: of this year without what all begin with, any other whole', () => {
    const now = Date.UTC(2026, 5, 1)
    expect(shortNo('GD20261126-0150', now)).toBe('1126-0150')
    expect(shortNo('GD20251231-0007', now)).toBe('GD20251231-0007')
    expect(shortNo('12345-88', now)).toBe('12345-88')
  })
  it.each([
    [null, FIRST],
    ['{', FIRST],
    ['[50,50]', FIRST],
    ['[5,75,20]', FIRST],
    ['[30,40,40]', FIRST],
    ['[25.5,50,24.5]', [25.5, 50, 24.5]],
  ])('of columns that were kept as %s stands as %j', (kept, sizes) => {
    expect(columnSizes(kept)).toEqual(sizes)
  })
})

describe('the order of a queue', () => {
  it('what is regretted most stands first, and of equals the older report', () => {
    const { ids } = queueOf(weighed().all.values(), all, TABS)
    const seen = ids.map((id) => cases.get(id)!)
    expect(ids.length).toBeGreaterThan(200)
    expect(seen.every(isOpen)).toBe(true)
    for (let i = 1; i < seen.length; i += 1) {
      const [a, b] = [regretOf(seen[i - 1]!, NOW, null), regretOf(seen[i]!, NOW, null)]
      expect(a > b || (a === b && seen[i - 1]!.reportedAt <= seen[i]!.reportedAt)).toBe(true)
    }
  })
  it('is the same whether cases came at once or one by one, and however small the steps of weighing', () => {
    const whole = queueOf(weighed().all.values(), all, TABS)
    fc.assert(
      fc.property(fc.shuffledSubarray([...cases.keys()]), fc.integer({ min: 1, max: 5 }), (some, step) => {
        const entries = openEntries((area) => area)
        entries.replace(new Map())
        for (const id of [...some, ...cases.keys()]) {
          entries.follow([id], cases, NOW)
          let left = step
          entries.weigh({ now: NOW, calendar: null }, () => (left -= 1) <= 0)
        }
        while (entries.weigh({ now: NOW, calendar: null }, () => true));
        expect(queueOf(entries.all.values(), all, TABS)).toEqual(whole)
      }),
      { numRuns: 10 },
    )
  })
  it('a case that nobody touched is weighed again as its time runs out', () => {
    const entries = weighed()
    const later = NOW + 6 * 3_600_000
    entries.weigh({ now: NOW + STALE_MS - 1, calendar: null }, () => false)
    expect(new Set([...entries.all.values()].map((it) => it.weighedAt))).toEqual(new Set([NOW]))
    entries.weigh({ now: later, calendar: null }, () => false)
    for (const entry of entries.all.values()) expect(entry.regret).toBe(regretOf(entry.it, later, null))
  })
  it('of ten thousand only what changed is weighed when fifty change', () => {
    const many = deskCases(10_000)
    const entries = weighed(many)
    const some = [...many.values()].slice(4_000, 4_050)
    const next = new Map(many)
    for (const it of some) next.set(it.id, { ...it, version: it.version + 1 })
    entries.follow(
      some.map(({ id }) => id),
      next,
      NOW + 1_000,
    )
    entries.weigh({ now: NOW + 1_000, calendar: null }, () => false)
    const anew = [...entries.all.values()].filter((it) => it.weighedAt === NOW + 1_000)
    expect(new Set(anew.map(({ it }) => it.id))).toEqual(new Set(some.map(({ id }) => id)))
  })
  it('a changed case is lit and weighed before all others; one that is gone leaves', () => {
    const entries = weighed()
    const [first, gone] = [...cases.values()]
    const changed = { ...first!, priority: 'P1' as const, version: first!.version + 1 }
    const next = new Map(cases).set(first!.id, changed)
    next.delete(gone!.id)
    entries.follow([first!.id, gone!.id], next, NOW + 5)
    expect(entries.all.get(first!.id)).toMatchObject({ touchedAt: NOW + 5, weighedAt: 0 })
    expect(entries.all.has(gone!.id)).toBe(false)
    entries.weigh({ now: NOW + 9, calendar: null }, () => true)
    expect(entries.all.get(first!.id)!.weighedAt).toBe(NOW + 9)
  })
})

describe('tabs and chips', () => {
  const entries = weighed()
  it('a tab’s figure is how many cases it holds, whatever is narrowed', () => {
    const narrowed = toggled({ tab: 'overdue', picks: {} }, 'kind', 'hazard')
    const { tabs } = queueOf(entries.all.values(), narrowed, TABS)
    for (const tab of TABS)
      expect(tabs.get(tab)).toBe(queueOf(entries.all.values(), { tab, picks: {} }, TABS).ids.length)
    expect(tabs.get('all')!).toBeGreaterThan(tabs.get('overdue')!)
  })
  it('a chip’s figure is what one more touch adds to the list, in any combination', () => {
    const values = (facet: Facet) =>
      [...new Set([...entries.all.values()].map(VALUE[facet]))].filter((it) => it !== null)
    const picks = fc.record(
      Object.fromEntries(FACETS.map((facet) => [facet, fc.subarray(values(facet), { minLength: 1 })])),
      { requiredKeys: [] },
    ) as fc.Arbitrary<Filter['picks']>
    let looked = 0
    fc.assert(
      fc.property(fc.constantFrom(...TABS), picks, (tab, some) => {
        const filter = { tab, picks: some }
        const { ids, chips } = queueOf(entries.all.values(), filter, TABS)
        for (const facet of FACETS)
          for (const { value, count } of chips[facet]) {
            const { [facet]: _, ...others } = some
            const alone = queueOf(entries.all.values(), { tab, picks: { ...others, [facet]: [value] } }, TABS)
            expect(count).toBe(alone.ids.length)
            looked += 1
          }
        for (const id of ids) expect(isIn(tab, entries.all.get(id)!)).toBe(true)
      }),
      { numRuns: 8 },
    )
    expect(looked).toBeGreaterThan(50)
  })
  it('an address says a filter again, and nonsense in it is as if nothing were said', () => {
    const filter = { tab: 'overdue' as const, picks: { kind: ['hazard', 'dispute'], street: ['3401'] } }
    expect(filterOf(queryOf(filter, TABS[0]!), TABS)).toEqual(filter)
    expect(filterOf({ tab: 'to_sign', kind: ',,', source: 7, x: 'y' }, TABS)).toEqual({
      tab: TABS[0],
      picks: {},
    })
  })
})

describe('rows under a hand', () => {
  it('do not move while it moves, nor more often than every few seconds, and always in the end', () => {
    const hand = { movedAt: 100_000, settledAt: 90_000 }
    expect(maySettle(hand, 100_000 + RESTS_MS - 1)).toBe(false)
    expect(maySettle(hand, 100_000 + RESTS_MS)).toBe(true)
    expect(maySettle({ movedAt: 0, settledAt: 100_000 }, 100_000 + EVERY_MS - 1)).toBe(false)
    expect(maySettle({ movedAt: 100_000 + LATEST_MS - 500, settledAt: 100_000 }, 100_000 + LATEST_MS)).toBe(
      true,
    )
    expect(maySettle({ movedAt: 100_000 + LATEST_MS, settledAt: 100_000 }, 100_000 + LATEST_MS)).toBe(false)
  })
  it('a key leads on from where the chosen case was, also when it has left', () => {
    const ids = ['a', 'b', 'd', 'e']
    expect([moved(ids, null, 0, 1), moved(ids, null, 0, -1)]).toEqual(['a', 'e'])
    expect([moved(ids, 'b', 1, 1), moved(ids, 'b', 1, -1), moved(ids, 'e', 3, 1)]).toEqual(['d', 'a', 'e'])
    expect([moved(ids, 'c', 2, 1), moved(ids, 'c', 2, -1)]).toEqual(['d', 'b'])
    expect(moved([], 'c', 2, 1)).toBeNull()
  })
})

describe('saved views', () => {
  it('are read back as they were kept, and a file of anything else is refused', () => {
    const view = viewOf('夜班', { tab: 'overdue', picks: { kind: ['hazard'] } })
    expect(readViews(JSON.stringify([view]))).toEqual([view])
    for (const text of [null, '', '{}', '[{"name":"x"}]', JSON.stringify([{ ...view, extra: 1 }])])
      expect(readViews(text)).toBeNull()
  })
  it('saved under one name twice are one, and there are never more than keys for them', () => {
    const view = (name: string, tab: 'all' | 'overdue' = 'all') => viewOf(name, { tab, picks: {} })
    const two = withView(withView([], view('a')), view('a', 'overdue'))
    expect(two).toEqual([view('a', 'overdue')])
    const many = Array.from({ length: 12 }, (_, i) => view(`v${i}`)).reduce(withView, [] as typeof two)
    expect(many).toHaveLength(9)
  })
})
