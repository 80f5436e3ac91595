import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Feature, Point } from 'geojson'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PARKS_DESK, TestLog, WALL } from '../live/testing/log.ts'
import { boundsOf, shouldFit } from './camera.ts'
import { closedPointOf, countPlaces, toLiveFeature } from './case-features.ts'
import { afterClosings, fromLayer } from './closed-set.ts'
import { diffFeatures, type SourceDiff } from './geojson-diff.ts'

describe('geojson diff', () => {
  interface Dot {
    id: string
    place: number | null
    tone: number
    unseen: number
  }
  const toFeature = (it: Dot): Feature<Point> | null =>
    it.place === null
      ? null
      : {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [it.place, 0] },
          properties: { id: it.id, tone: it.tone },
        }
  const dots = fc
    .uniqueArray(
      fc.record({
        id: fc.constantFrom(...'abcdefgh'),
        place: fc.option(fc.nat(3)),
        tone: fc.nat(2),
        unseen: fc.nat(2),
      }),
      { selector: (it) => it.id },
    )
    .map((all) => new Map(all.map((it) => [it.id, it])))
  const shown = (all: ReadonlyMap<string, Dot>) =>
    new Map([...all.values()].flatMap((it) => (toFeature(it) ? [[it.id, toFeature(it)!] as const] : [])))
  /** As MapLibre applies it: removed first, then added or replaced. */
  const applied = (before: Map<string, Feature<Point>>, diff: SourceDiff | null) => {
    for (const id of diff?.remove ?? []) before.delete(id)
    for (const it of diff?.add ?? []) before.set(it.properties!['id'], it)
    return before
  }
  it('leads from any drawing to any other', () => {
    fc.assert(
      fc.property(dots, dots, (before, after) => {
        const diff = diffFeatures(before, after, toFeature)
        expect(applied(shown(before), diff)).toEqual(shown(after))
      }),
    )
  })
  it('says nothing about what the map does not show', () => {
    const before = new Map([['a', { id: 'a', place: 1, tone: 1, unseen: 1 }]])
    expect(
      diffFeatures(before, new Map([['a', { id: 'a', place: 1, tone: 1, unseen: 2 }]]), toFeature),
    ).toBeNull()
  })
})

describe('closed layer', () => {
  it('B5 follows the picture: what closes comes, what reopens goes', () => {
    const log = new TestLog()
    for (let i = 0; i < 400; i += 1) log.grow(i * 13 + (i % 5))
    const half = log.picture(PARKS_DESK, 200)
    const from = Number.NEGATIVE_INFINITY
    const before = fromLayer([], half, from)
    const whole = log.picture(PARKS_DESK)
    const { set, missed } = afterClosings(before, whole, [log.frame(201, log.head, PARKS_DESK)], from)
    const expected = [...whole.cases.values()].filter((it) => closedPointOf(it, from)).map((it) => it.id)
    expect(expected.length).toBeGreaterThan(5)
    expect([...set.keys()].sort()).toEqual(expected.sort())
    expect(missed).toBe(false)
  })
  it('B5 notices when a closing left the picture unseen', () => {
    const log = new TestLog()
    for (let i = 0; i < 100; i += 1) log.grow(i * 13)
    const picture = log.picture(WALL)
    const events = [{ seq: 1, caseId: 'gone', version: 9, type: 'case.closed' as const, at: 0 }]
    expect(afterClosings(new Map(), picture, [{ from: 1, to: 1, events }], 0).missed).toBe(true)
  })
})

describe('places', () => {
  it('R1 a case without coordinates is counted and not mapped', () => {
    const log = new TestLog()
    for (let i = 0; i < 60; i += 1) log.grow(i * 3)
    const picture = log.picture(WALL)
    const counts = countPlaces(picture)
    const open = [...picture.cases.values()].filter(isOpen)
    expect(counts.openOnMap + counts.openWithoutPlace).toBe(open.length)
    expect(open.filter((it) => toLiveFeature(it) === null)).toHaveLength(counts.openWithoutPlace)
    expect(open.filter((it) => it.kind === 'dispute' && toLiveFeature(it) !== null)).toEqual([])
  })
})

describe('camera', () => {
  it('fits once, and while a district is only beginning, again', () => {
    expect(shouldFit(0, 0, false)).toBe(false)
    expect(shouldFit(0, 1, false)).toBe(true)
    expect(shouldFit(1, 2, false)).toBe(true)
    expect(shouldFit(50, 10_000, false)).toBe(false)
  })
  it('never moves under somebody’s hand', () => {
    expect(shouldFit(1, 2, true)).toBe(false)
  })
  it('a few strays do not decide where a district is', () => {
    const places = Array.from({ length: 1_000 }, (_, i) => [121 + (i % 10) / 100, 23] as const)
    expect(boundsOf([...places, [0.5, 0.5]])).toEqual([121, 23, 121.09, 23])
    expect(boundsOf([[1, 2]])).toEqual([1, 2, 1, 2])
  })
})
