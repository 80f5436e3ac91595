import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Feature, Point } from 'geojson'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TestLog, WALL } from '../live/testing/log.ts'
import { boundsOf, shouldFit } from './camera.ts'
import { isLocated, openCasesOf } from '../layers/open-cases.ts'
import { countPlaces } from '../layers/places.ts'
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

describe('places', () => {
  it('R1 a case without coordinates is counted and not mapped', () => {
    const log = new TestLog()
    for (let i = 0; i < 60; i += 1) log.grow(i * 3)
    const picture = log.picture(WALL)
    const counts = countPlaces(picture)
    const open = [...picture.cases.values()].filter(isOpen)
    expect(counts.openOnMap + counts.openWithoutPlace).toBe(open.length)
    const mapped = [...openCasesOf(picture.cases, 0).all.values()].filter(isLocated)
    expect(mapped).toHaveLength(counts.openOnMap)
    expect(mapped.filter((it) => it.kind === 'dispute')).toEqual([])
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
