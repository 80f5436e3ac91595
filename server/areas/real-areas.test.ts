/** Tainan's real districts and villages, and the real reports of its hotline falling into them. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { indexAreas } from './area-index.ts'
import { checkAreas } from './check-areas.ts'
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
    const towns = checkAreas(districts(), [])
    expect([towns.faults, towns.areas.length]).toEqual([[], 37])
    const both = checkAreas(villages(), towns.areas)
    expect([both.faults, both.areas.length]).toEqual([[], 649])
    expect(checkAreas(villages(), []).faults).toHaveLength(649)
    expect(new Set(both.areas.map(({ parent }) => parent)).size).toBe(37)
  })

  it('has its 104,121 reports where plain point in polygon says, and 21 outside of every district', () => {
    const plains = featuresOf('tainan-towns.geojson').map(toPlain)
    const { at } = indexAreas(checkAreas(districts(), []).areas)
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
    const towns = checkAreas(districts(), []).areas
    const { at } = indexAreas([...towns, ...checkAreas(villages(), towns).areas])
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
    const towns = checkAreas(districts(), []).areas
    const index = indexAreas([...towns, ...checkAreas(villages(), towns).areas])
    let seed = 1
    const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const rate = measureLookups(index, { points: 200_000, elapsed: () => performance.now(), chance })
    console.info(`Tainan: ${Math.round(rate.perSecond)} lookups a second`)
    expect(rate.insideShare).toBeGreaterThan(0.3)
    expect(rate.insideShare).toBeLessThan(0.9)
  })
})
