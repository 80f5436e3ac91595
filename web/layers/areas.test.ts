import { describe, expect, it } from 'vitest'
import { classOf, stepFor, tallyAreas, valueOf } from './area-figures.ts'
import { areaAt, pathOf, shownIn, treeOf, wholeOf } from './area-tree.ts'
import { holds, labelPlace } from './geometry.ts'
import { arrivalsSince, openCasesOf } from './open-cases.ts'
import { caseOf, casesOf, DISTRICT, HOUR, NOW, SOUTH, WEST } from './testing/district.ts'

const tree = treeOf(DISTRICT)

describe('area tree', () => {
  it('knows the way down to an area, and an unknown code has none', () => {
    expect(pathOf(tree, 'G000')).toEqual(['D', 'S0', 'C00', 'G000'])
    expect(pathOf(tree, 'nowhere')).toEqual([])
  })
  it('a tree that bites its own tail still ends', () => {
    const [a, b] = DISTRICT.features.slice(0, 2)
    const knot = treeOf({
      ...DISTRICT,
      features: [
        { ...a!, properties: { ...a!.properties, code: 'a', parent: 'b' } },
        { ...b!, properties: { ...b!.properties, code: 'b', parent: 'a' } },
      ],
    })
    expect(pathOf(knot, 'a')).toEqual(['b', 'a'])
    expect(tallyAreas(knot, [{ area: 'a', urgency: 0 }]).get('b')!.open).toBe(1)
  })
  it('shows the next tier: the whole its streets, a street its communities, a grid itself', () => {
    expect(wholeOf(tree)!.code).toBe('D')
    expect(shownIn(tree, null)).toHaveLength(9)
    expect(shownIn(tree, 'S4')).toEqual(['C40', 'C41', 'C42', 'C43'])
    expect(shownIn(tree, 'G000')).toEqual(['G000'])
    expect(shownIn(tree, 'nowhere')).toEqual(['D'])
  })
  it('one that stands no more has its name and its way down, and is shown nowhere', () => {
    const grid = DISTRICT.features.find(({ id }) => id === 'G000')!
    const gone = {
      ...grid,
      id: 'gone',
      geometry: null,
      properties: { ...grid.properties, code: 'gone', retired: true },
    }
    const withIt = treeOf({ ...DISTRICT, features: [...DISTRICT.features, gone] })
    expect(pathOf(withIt, 'gone')).toEqual(['D', 'S0', 'C00', 'gone'])
    expect(shownIn(withIt, 'C00')).toEqual(shownIn(tree, 'C00'))
    expect(withIt.roots).toEqual(tree.roots)
    expect(tallyAreas(withIt, [{ area: 'gone', urgency: 0 }]).get('C00')!.open).toBe(1)
  })
  it('several roots are told apart themselves', () => {
    const roots = treeOf({
      ...DISTRICT,
      features: DISTRICT.features.filter((it) => it.properties.tier === 'street'),
    })
    expect(shownIn(roots, null)).toHaveLength(9)
  })
  it('finds who holds a place', () => {
    expect(areaAt(tree, shownIn(tree, null), WEST + 0.001, SOUTH + 0.001)).toBe('S0')
    expect(areaAt(tree, shownIn(tree, null), WEST - 1, SOUTH)).toBeNull()
  })
  it('a name stands inside its area, a crooked one too', () => {
    const crooked = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 1],
          [1, 1],
          [1, 9],
          [10, 9],
          [10, 10],
          [0, 10],
          [0, 0],
        ] as [number, number][],
      ],
    }
    const place = labelPlace(crooked)!
    expect(holds(crooked, ...place)).toBe(true)
    for (const it of tree.byCode.values()) expect(holds(it.shape!, ...it.place!)).toBe(true)
  })
})

describe('area figures', () => {
  it('every case counts once at every tier', () => {
    const open = openCasesOf(casesOf(500), NOW)
    const figures = tallyAreas(tree, open.all.values())
    const sum = (tier: string) =>
      [...tree.byCode.values()]
        .filter((it) => it.tier === tier)
        .reduce((all, { code }) => all + (figures.get(code)?.open ?? 0), 0)
    expect(['district', 'street', 'community', 'grid'].map(sum)).toEqual([500, 500, 500, 500])
    const late = [...open.all.values()].filter((it) => it.urgency > 1).length
    expect(late).toBeGreaterThan(20)
    expect(figures.get('D')!.overdue).toBe(late)
  })
  it('a case that may only be known to its community counts there and above', () => {
    const figures = tallyAreas(tree, [
      { area: 'C00', urgency: 0 },
      { area: null, urgency: 0 },
      { area: 'gone', urgency: 0 },
    ])
    expect([...figures]).toEqual([
      ['C00', { open: 1, nearDue: 0, overdue: 0 }],
      ['S0', { open: 1, nearDue: 0, overdue: 0 }],
      ['D', { open: 1, nearDue: 0, overdue: 0 }],
    ])
  })
  it('the rate is per 1,000 households, and unknown where nobody said how many', () => {
    const five = { open: 5, nearDue: 0, overdue: 0 }
    expect(valueOf('rate', five, 2_000)).toBe(2.5)
    expect(valueOf('rate', five, null)).toBeNull()
    expect(valueOf('rate', five, 0)).toBeNull()
    expect(valueOf('count', undefined, null)).toBe(0)
  })
  it('classes have round steps that stay while they fit', () => {
    const step = stepFor([0.3, 1.1, 2.2, 3.9, null], null, 0.1)
    expect(step).toBe(1)
    expect(stepFor([0.3, 1.1, 2.2, 4.8], step, 0.1)).toBe(1)
    expect(stepFor([0.3, 1.1, 2.2, 48], step, 0.1)).toBe(20)
    expect(stepFor([], null, 1)).toBe(1)
    expect(stepFor([1, 1, 1], null, 1)).toBe(1)
  })
  it('one hot spot does not make all others alike', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 400]
    const step = stepFor(values, null, 1)
    expect(step).toBe(5)
    expect(values.map((it_) => classOf(it_, step))).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 5])
  })
  it('a class says up to where, and nothing is no class', () => {
    expect([0, null, 0.1, 1, 1.01, 4, 4.1, 99].map((it) => classOf(it, 1))).toEqual([0, 0, 1, 1, 2, 4, 5, 5])
  })
})

describe('open cases', () => {
  it('unchanged cases keep their objects, and an unchanged picture its list', () => {
    const cases = casesOf(50)
    const before = openCasesOf(cases, NOW)
    expect(openCasesOf(new Map(cases), NOW, before)).toBe(before)
    const moved = new Map(cases)
    moved.set(caseOf(3).id, caseOf(3, { lng: 1, lat: 1 }))
    const after = openCasesOf(moved, NOW, before)
    expect([...after.all.values()].filter((it) => before.all.get(it.id) !== it)).toHaveLength(1)
  })
  it('time alone makes a case near due, overdue, and overdue three times', () => {
    const it_ = caseOf(1, { filedAt: NOW, dueAt: NOW + 10 * HOUR })
    const at = (hours: number) => openCasesOf(new Map([[it_.id, it_]]), NOW + hours * HOUR)
    expect([0, 8, 10.1, 20.1, 30.1].map((h) => [...at(h).all.values()][0]!.urgency)).toEqual([0, 1, 2, 3, 4])
    expect(at(0).turnsAt).toBe(NOW + 8 * HOUR)
    expect(at(8).turnsAt).toBe(NOW + 10 * HOUR + 1)
    expect(at(31).turnsAt).toBe(Infinity)
  })
  it('says what is new and what became overdue, and only of what has a place', () => {
    const late = caseOf(1, { filedAt: NOW, dueAt: NOW + HOUR })
    const before = openCasesOf(new Map([[late.id, late]]), NOW)
    const [fresh, hidden] = [caseOf(2), caseOf(3, { lng: null, lat: null })]
    const all = new Map([late, fresh, hidden].map((it) => [it.id, it]))
    const after = openCasesOf(all, NOW + 2 * HOUR, before)
    expect(arrivalsSince(before, after).map(({ it, because }) => [it.id, because])).toEqual([
      [late.id, 'overdue'],
      [fresh.id, 'new'],
    ])
    expect(arrivalsSince(after, after)).toEqual([])
  })
})
