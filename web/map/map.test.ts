import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Feature, Point } from 'geojson'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TestLog, WALL } from '../live/testing/log.ts'
import { nameOf } from './basemap-style.ts'
import { boundsOf, shouldFit } from './camera.ts'
import { openCasesOf } from '../layers/open-cases.ts'
import { countPlaces, isMapped } from '../layers/places.ts'
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
    const drawn = openCasesOf(picture.cases, 0)
    const counts = countPlaces(drawn)
    const open = [...picture.cases.values()].filter(isOpen)
    expect(counts.openOnMap + counts.openWithoutPlace).toBe(open.length)
    const mapped = open.filter(isMapped)
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

describe('names on the ground', () => {
  /** As MapLibre reads it: the first property that is there. */
  const said = (language: 'zh-CN' | 'en', properties: Record<string, string>) => {
    const [, ...from] = nameOf(language) as unknown as [string, ...([string, string] | string)[]]
    for (const it_ of from) {
      const text = typeof it_ === 'string' ? it_ : properties[it_[1]]
      if (text !== undefined) return text
    }
    return null
  }
  it('are in the page’s language, else in whatever there is', () => {
    expect(said('zh-CN', { name: '菱湖', nameEn: 'Ling Lake' })).toBe('菱湖')
    expect(said('en', { name: '菱湖', nameEn: 'Ling Lake' })).toBe('Ling Lake')
    expect(said('en', { name: '菱湖' })).toBe('菱湖')
  })
  it('an archive that calls every name latin has its names told', () => {
    expect(said('zh-CN', { 'name:latin': '工業區十六路' })).toBe('工業區十六路')
    expect(said('zh-CN', { 'name:latin': 'Vaduz', 'name:nonlatin': '瓦都茲' })).toBe('瓦都茲')
  })
  it('what has no name says nothing', () => {
    expect([said('zh-CN', {}), said('en', {})]).toEqual(['', ''])
  })
})
