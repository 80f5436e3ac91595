/** Tainan's real districts and villages, and the real reports of its hotline falling into them. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AreaFinding } from '@shaotai/shared/domain/area-finding.ts'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { indexAreas } from './area-index.ts'
import { checkAreas, type CheckedAreas } from './check-areas.ts'
import { measureLookups } from './lookup-rate.ts'

const data = resolve(import.meta.dirname, '../..', process.env['SHAOTAI_DATA'] ?? '../shared/data')
const isThere = existsSync(join(data, 'boundaries')) && existsSync(join(data, 'tainan1999'))
if (!isThere) console.warn(`The real boundaries and reports are not in ${data} (SHAOTAI_DATA): skipped.`)

type Ring = [number, number][]
interface Feature {
  properties: Record<string, string>
  geometry: { type: string; coordinates: Ring[] }
}
const featuresOf = (name: string): Feature[] =>
  (JSON.parse(readFileSync(join(data, 'boundaries', name), 'utf8')) as { features: Feature[] }).features

const asArea = ({ geometry }: Feature, properties: object) => ({ type: 'Feature', properties, geometry })
const districts = () =>
  featuresOf('tainan-towns.geojson').map((it) =>
    asArea(it, {
      code: it.properties['TOWNCODE'],
      tier: 'district',
      parent: null,
      name: it.properties['TOWNNAME'],
    }),
  )
const villages = () =>
  featuresOf('tainan-villages.geojson').map((it) =>
    asArea(it, {
      code: it.properties['VILLCODE'],
      tier: 'community',
      parent: it.properties['VILLCODE']!.slice(0, 8),
      name: it.properties['VILLNAME'],
    }),
  )

let towns: CheckedAreas | undefined
const townsOf = () => (towns ??= checkAreas({ features: districts(), standing: [] }))
let judged: CheckedAreas | undefined
const villagesOf = () => (judged ??= checkAreas({ features: villages(), standing: townsOf().areas }))
const countsOf = ({ findings }: { findings: readonly AreaFinding[] }): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { code } of findings) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

const codeOf = ({ properties }: { properties: object }) => (properties as { code: string }).code
/** Twice as far from the corner. */
const grown = ([lng0, lat0]: [number, number], lng: number, lat: number): [number, number] => [
  2 * lng - lng0,
  2 * lat - lat0,
]

function* reports(): Generator<[lng: number, lat: number]> {
  for (const year of [2015, 2016, 2017, 2018, 2019]) {
    const text = readFileSync(join(data, 'tainan1999', `${year}.csv`), 'utf8')
    for (const row of parse(text) as string[][]) {
      const round = (cell: string) => Math.round(Number(cell) * 1e6) / 1e6 // as the door does
      yield [round(row[8]!), round(row[7]!)]
    }
  }
}

interface Plain {
  code: string
  outer: Ring
  lats: [lowest: number, highest: number]
}
const toPlain = ({ properties, geometry }: Feature): Plain => {
  const outer = geometry.coordinates[0]!
  const lats = outer.map(([, lat]) => lat)
  return { code: properties['TOWNCODE']!, outer, lats: [Math.min(...lats), Math.max(...lats)] }
}
/** The textbook's: a ray to the east, edge by edge, over the file as it is. Shares nothing with the product. */
function contains({ outer, lats }: Plain, lng: number, lat: number): boolean {
  if (lat < lats[0] || lat > lats[1]) return false
  let inside = false
  for (let i = 0, j = outer.length - 1; i < outer.length; j = i++) {
    const [xi, yi] = outer[i]!
    const [xj, yj] = outer[j]!
    if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

describe.skipIf(!isThere)('Tainan', { timeout: 120_000 }, () => {
  it('has 37 districts and 649 villages that load, each village below its district by its code', () => {
    expect(townsOf().areas).toHaveLength(37)
    expect(countsOf(townsOf())).toEqual({ ring_turned: 1 })
    const both = villagesOf()
    expect(both.areas).toHaveLength(649)
    expect(new Set(both.areas.map(({ parent }) => parent)).size).toBe(37)
    const orphans = countsOf(checkAreas({ features: villages().slice(0, 20), standing: [] }))
    expect(orphans['parent_unknown']).toBe(20)
  })

  it('has villages whose rings are turned, and slivers against their districts, which are warned of', () => {
    const { findings } = villagesOf()
    const of = (code: string) => findings.filter((it) => it.code === code)
    expect(findings.filter(({ level }) => level === 'refused')).toEqual([])
    expect([of('ring_turned')[0]!.count, of('corners_dropped')[0]!.count]).toEqual([649, 2])
    // One village ends in a knot of a few square metres, which also lies over its neighbour.
    expect([of('sliver_loop'), of('sliver_overlap')].map(([it]) => [it!.area, it!.others])).toEqual([
      ['67000020010', []],
      ['67000020010', ['67000020011']],
    ])
    expect(of('sliver_uncovered')).toHaveLength(37)
    expect(of('sliver_outside').length).toBeGreaterThan(300)
    expect(of('sliver_outside').every(({ place, squareMetres }) => place && squareMetres! > 0)).toBe(true)
  })

  it('has each fault that is planted in a district of it told as what it is', () => {
    const town = townsOf().areas.find(({ code }) => code === '67000280')!
    const own = villages().filter(({ properties }) => (properties as { parent: string }).parent === town.code)
    const refusedIn = (features: unknown[]) =>
      checkAreas({ features, standing: [town] })
        .findings.filter(({ level }) => level === 'refused')
        .map(({ code, feature }) => [code, feature])
    expect(own.length).toBeGreaterThan(5)
    expect(refusedIn(own)).toEqual([])
    const missing = new Set<unknown>()
    for (const [i, village] of own.entries()) {
      const { properties, geometry } = village
      const ring = geometry.coordinates[0]!
      const redrawn = (outer: Ring) =>
        own.with(i, { ...village, geometry: { ...geometry, coordinates: [outer] } })
      for (const [code, feature] of refusedIn(own.toSpliced(i, 1))) {
        expect(feature).toBeNull()
        missing.add(code)
      }
      const half = Math.floor(ring.length / 2)
      expect(refusedIn(redrawn(ring.with(1, ring[half]!).with(half, ring[1]!)))).toEqual([
        ['ring_crosses', i + 1],
      ])
      const wide = refusedIn(redrawn(ring.map(([lng, lat]) => grown(ring[0]!, lng, lat))))
      expect(wide.map(([code]) => code)).toContain('overlap')
      const double = { ...village, properties: { ...properties, code: codeOf(own[(i + 1) % own.length]!) } }
      expect(refusedIn(own.with(i, double)).map(([code]) => code)).toEqual(['code_twice'])
    }
    expect([...missing].toSorted()).toEqual(['gap', 'uncovered'])
  })

  it('has its 104,121 reports where plain point in polygon says, and 21 outside of every district', () => {
    const plains = featuresOf('tainan-towns.geojson').map(toPlain)
    const { at } = indexAreas(townsOf().areas)
    const differ: unknown[] = []
    let count = 0
    let outside = 0
    for (const [lng, lat] of reports()) {
      count += 1
      const codes = plains
        .filter((it) => contains(it, lng, lat))
        .map(({ code }) => code)
        .toSorted()
      const ours = at(lng, lat)
      if (ours === null) outside += 1
      // Where districts overlap the lowest code leads.
      if ((ours?.leaf ?? undefined) !== codes[0]) differ.push([lng, lat, ours, codes])
    }
    expect(differ).toEqual([])
    expect([count, outside]).toEqual([104_121, 21])
  })

  it('has them in villages too, where the village leads and its code says the district', () => {
    const { at } = indexAreas([...townsOf().areas, ...villagesOf().areas])
    const depths = new Map<number, number>()
    for (const [lng, lat] of reports()) {
      const place = at(lng, lat)
      const depth = place?.path.length ?? 0
      depths.set(depth, (depths.get(depth) ?? 0) + 1)
      if (depth === 2) {
        const [district, village] = place!.path
        if (village!.slice(0, 8) !== district || place!.community !== village) throw new Error(village)
      }
    }
    expect([...depths.values()].reduce((sum, n) => sum + n)).toBe(104_121)
    expect(depths.get(2)).toBeGreaterThan(103_000)
  })

  it('answers for points all over it, some of them outside', () => {
    const index = indexAreas([...townsOf().areas, ...villagesOf().areas])
    let seed = 1
    const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const rate = measureLookups(index, { points: 200_000, elapsed: () => performance.now(), chance })
    console.info(`Tainan: ${Math.round(rate.perSecond)} lookups a second`)
    expect(rate.insideShare).toBeGreaterThan(0.3)
    expect(rate.insideShare).toBeLessThan(0.9)
  })
})
