import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Area, Areas, DemoTier } from './areas.ts'
import type { Basemap } from './basemap.ts'
import { checkAreas } from '../../areas/check-areas.ts'
import { openRandom } from '../random.ts'
import { makeAreas, makeDistrict, toText } from './district.ts'
import { areaOf, centroidOf, crossing, distanceToLine, isInside, toMetres, type Point } from './plane.ts'
import { edgesOf, openEdges, ringOfArea, seams } from './testing/seams.ts'

const committed = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../public/demo', name), 'utf8')

let areas: Areas
let basemap: Basemap
beforeAll(() => {
  const made = makeDistrict()
  areas = made.areas
  basemap = made.basemap
})

const ofTier = (tier: DemoTier, of = areas): Area[] => of.features.filter((it) => it.properties.tier === tier)
const childrenOf = (parent: Area, of = areas): Area[] =>
  of.features.filter((it) => it.properties.parent === parent.properties.code)
const parents = (of = areas): Area[] => of.features.filter((it) => it.properties.tier !== 'unit')
const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0)

/** All that makes a tree of polygons sound; gives the first few things that are wrong. */
function faultsOf(of: Areas): string[] {
  const faults: string[] = []
  for (const parent of parents(of)) {
    const open = seams(parent, childrenOf(parent, of))
    if (open.length > 0)
      faults.push(`${parent.properties.code} is not the union of its children at ${open[0]}`)
  }
  return faults
}

describe('the committed files', () => {
  it.each(['areas', 'basemap'] as const)(
    '%s.geojson is what the seed makes (if not: node server/simulator/district/write.ts)',
    (name) => {
      expect(toText({ areas, basemap }[name]) === committed(`${name}.geojson`)).toBe(true)
    },
  )

  it('are small enough to be loaded with the page', () => {
    expect(committed('areas.geojson').length).toBeLessThan(1.5e6)
    expect(committed('basemap.geojson').length).toBeLessThan(1.2e6)
  })
})

describe('the demo district', () => {
  it('passes the door through which areas are loaded, with nothing to say about it', () => {
    const checked = checkAreas({ features: areas.features, standing: null })
    expect(checked.areas).toHaveLength(2244)
    expect(checked.findings).toEqual([])
  })

  it('has the shape of product.md §15', () => {
    const communities = ofTier('community').map((it) => it.properties)
    expect(ofTier('district')).toHaveLength(1)
    expect(ofTier('street').map((it) => it.properties.name.at(-1))).toEqual([...'道道道道道道道镇乡'])
    expect(communities.filter((it) => it.urban)).toHaveLength(23)
    expect(communities.filter((it) => it.urban === false)).toHaveLength(17)
    expect(ofTier('grid')).toHaveLength(274)
    expect(ofTier('unit')).toHaveLength(1920)
  })

  it('is about 18 by 14 km', () => {
    const ring = ringOfArea(ofTier('district')[0]!).map(toMetres)
    const extent = (axis: 0 | 1): number =>
      Math.max(...ring.map((p) => p[axis])) - Math.min(...ring.map((p) => p[axis]))
    expect(extent(0) / 1000).toBeCloseTo(18, -0.5)
    expect(extent(1) / 1000).toBeCloseTo(14, -0.5)
  })

  it('has its households in the units, summed upwards, 472 a grid and 1,224 in one', () => {
    for (const parent of parents()) {
      expect(parent.properties.households).toBe(sum(childrenOf(parent).map((it) => it.properties.households)))
    }
    const grids = ofTier('grid')
      .map((it) => it.properties.households)
      .toSorted((a, b) => b - a)
    expect(sum(grids) / grids.length).toBe(472)
    expect(grids[0]).toBe(1224)
    expect(grids[1]).toBeLessThanOrEqual(900)
    expect(Math.min(...ofTier('unit').map((it) => it.properties.households))).toBeGreaterThan(0)
  })

  it('has a worker in 263 of 274 grids, and in the crowded one', () => {
    const grids = ofTier('grid').map((it) => it.properties)
    expect(grids.filter((it) => it.staffed)).toHaveLength(263)
    expect(grids.find((it) => it.households === 1224)?.staffed).toBe(true)
  })

  it('has the place of the documented reports in a grid of an urban community', () => {
    const grid = ofTier('grid').find((it) => isInside([117.05, 30.52], ringOfArea(it)))
    const community = areas.features.find((it) => it.properties.code === grid?.properties.parent)
    expect(community?.properties.urban).toBe(true)
  })
})

describe('codes and names', () => {
  it('are 6 digits and 3 more a tier, 2 for units, beginning with the parent’s', () => {
    const digits: Record<DemoTier, number> = { district: 6, street: 9, community: 12, grid: 15, unit: 17 }
    for (const { properties } of areas.features) {
      expect(properties.code).toMatch(/^\d+$/)
      expect(properties.code).toHaveLength(digits[properties.tier])
      expect(properties.code.startsWith(properties.parent ?? '')).toBe(true)
      expect(properties.code.slice(0, -3).startsWith(properties.parent?.slice(0, 6) ?? '')).toBe(true)
    }
    expect(new Set(areas.features.map((it) => it.properties.code)).size).toBe(areas.features.length)
    for (const parent of parents()) {
      const tiers = new Set(childrenOf(parent).map((it) => it.properties.tier))
      expect(tiers.size, parent.properties.code).toBe(1)
    }
  })

  it.each(['community', 'grid'] as const)(
    'number what a %s holds row by row from the north, each from the west',
    (tier) => {
      const orders = ofTier(tier).map((parent) =>
        childrenOf(parent)
          .toSorted((a, b) => Number(a.properties.code) - Number(b.properties.code))
          .map((it) => centroidOf(ringOfArea(it).map(toMetres))),
      )
      expect(orders.filter((order) => !isReadingOrder(order))).toEqual([])
      expect(orders.flat().length).toBeGreaterThan(200)
    },
  )

  it('call an urban community 社区 and a village 村', () => {
    for (const { properties } of ofTier('community')) {
      expect(properties.name).toMatch(properties.urban ? /社区$/ : /村$/)
      expect(properties.nameEn).toMatch(properties.urban ? / Community$/ : / Village$/)
    }
  })

  it('are unique among siblings in both languages, and in the right script', () => {
    for (const parent of parents()) {
      const names = childrenOf(parent).map((it) => it.properties)
      expect(new Set(names.map((it) => it.name)).size).toBe(names.length)
      expect(new Set(names.map((it) => it.nameEn)).size).toBe(names.length)
    }
    const communities = ofTier('community').map((it) => it.properties)
    expect(new Set(communities.map((it) => it.name)).size).toBe(40)
    expect(new Set(communities.map((it) => it.nameEn)).size).toBe(40)
    for (const { properties } of areas.features) {
      expect(properties.name).toMatch(/^[\p{Script=Han}\d]+$/u)
      expect(properties.nameEn).toMatch(/^[A-Z][\w' -]+$/)
    }
  })
})

/** Whoever steps back west begins a new row, which lies wholly south of the one before. */
function isReadingOrder(places: readonly Point[]): boolean {
  const rows: Point[][] = []
  for (const [i, p] of places.entries()) {
    if (i === 0 || p[0] < places[i - 1]![0]) rows.push([])
    rows.at(-1)!.push(p)
  }
  return rows.every(
    (row, i) => i === 0 || Math.max(...row.map((p) => p[1])) < Math.min(...rows[i - 1]!.map((p) => p[1])),
  )
}

describe('polygons', () => {
  it('are one closed ring each, counter-clockwise, that neither crosses nor touches itself', () => {
    for (const area of areas.features) {
      const { code } = area.properties
      expect(area.geometry.coordinates, code).toHaveLength(1)
      const [closed] = area.geometry.coordinates
      expect(closed!.at(-1), code).toEqual(closed![0])
      const ring = ringOfArea(area)
      expect(areaOf(ring.map(toMetres)), code).toBeGreaterThan(8000)
      expect(new Set(ring.map(String)).size, code).toBe(ring.length)
      expect(selfCrossings(ring), code).toBe(0)
    }
  })

  it('are no splinters: a unit fills a good part of a circle of its perimeter', () => {
    const roundness = ofTier('unit').map((it) => {
      const ring = ringOfArea(it).map(toMetres)
      const long = sum(ring.map((p, i) => Math.hypot(p[0] - ring.at(i - 1)![0], p[1] - ring.at(i - 1)![1])))
      return (4 * Math.PI * areaOf(ring)) / long ** 2
    })
    expect(Math.min(...roundness)).toBeGreaterThan(0.2)
  })

  it('have coordinates of at most six decimals', () => {
    for (const area of areas.features)
      for (const it of ringOfArea(area).flat())
        expect(Math.abs(it * 1e6 - Math.round(it * 1e6))).toBeLessThan(1e-4)
  })

  it('fit: every parent is exactly the union of its children, edge by edge', () => {
    expect(faultsOf(areas)).toEqual([])
  })

  it.each(['unit', 'grid', 'community', 'street'] as const)(
    'fit: every inner edge of a %s is used twice, in opposite directions',
    (tier) => {
      const outline = openEdges(ofTier('district'))
      expect(openEdges(ofTier(tier))).toEqual(outline)
      expect(sum(ofTier(tier).map((it) => edgesOf(it).length))).toBeGreaterThan(outline.size)
    },
  )

  it('fit: the areas of children add up to their parent’s', () => {
    for (const parent of parents()) {
      const whole = areaOf(ringOfArea(parent))
      const parts = sum(childrenOf(parent).map((it) => areaOf(ringOfArea(it))))
      expect(Math.abs(parts / whole - 1)).toBeLessThan(1e-9)
    }
  })

  it('of other seeds fit as well', () => {
    const other = makeAreas('another seed')
    expect(ofTier('unit', other)).toHaveLength(1920)
    expect(faultsOf(other)).toEqual([])
    expect(toText(other)).not.toBe(toText(areas))
  })
})

function selfCrossings(ring: readonly (readonly [number, number])[]): number {
  let found = 0
  const metres = ring.map(toMetres)
  const next = (i: number): number => (i + 1) % ring.length
  for (let i = 0; i < ring.length; i++)
    for (let k = i + 2; k < ring.length; k++)
      if (next(k) !== i && crossing(metres[i]!, metres[next(i)]!, metres[k]!, metres[next(k)]!)) found++
  return found
}

describe('a check that can fail', () => {
  const copy = (): Areas => structuredClone(areas)

  it('finds a gap: one corner of one unit moved by a metre', () => {
    const broken = copy()
    const ring = ofTier('unit', broken)[500]!.geometry.coordinates[0]!
    ring[1] = [ring[1]![0] + 1e-5, ring[1]![1]]
    expect(faultsOf(broken).length).toBeGreaterThan(0)
  })

  it('finds a missing unit and a doubled one', () => {
    const broken = copy()
    const at = broken.features.findIndex((it) => it.properties.tier === 'unit')
    const [unit] = broken.features.splice(at, 1)
    expect(faultsOf(broken)).toHaveLength(1)
    broken.features.push(unit!, structuredClone(unit!))
    expect(() => faultsOf(broken)).toThrow(/claim the same side/)
  })

  it('finds numbers out of order', () => {
    expect(
      isReadingOrder([
        [0, 9],
        [5, 8],
        [1, 3],
        [4, 2],
      ]),
    ).toBe(true)
    expect(
      isReadingOrder([
        [0, 9],
        [5, 2],
        [1, 3],
        [4, 2],
      ]),
    ).toBe(false)
  })
})

describe('points', () => {
  const box = (ring: readonly (readonly [number, number])[]) => {
    const [lngs, lats] = [ring.map((p) => p[0]), ring.map((p) => p[1])]
    return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)] as const
  }
  /** Codes of all areas of a tier that claim the point. */
  const finder = (tier: DemoTier) => {
    const boxed = ofTier(tier).map((it) => ({
      code: it.properties.code,
      ring: ringOfArea(it),
      box: box(ringOfArea(it)),
    }))
    return ([x, y]: Point): string[] =>
      boxed
        .filter(
          (it) =>
            x >= it.box[0] && x <= it.box[2] && y >= it.box[1] && y <= it.box[3] && isInside([x, y], it.ring),
        )
        .map((it) => it.code)
  }

  it('lie in exactly one grid and one of its units, or outside of everything: anywhere, on corners and on edges', () => {
    const [inGrids, inUnits] = [finder('grid'), finder('unit')]
    const outline = ringOfArea(ofTier('district')[0]!)
    const [west, south, east, north] = box(outline)
    const random = openRandom('points')
    const places: Point[] = Array.from({ length: 12_000 }, () => [
      random.between(west - 0.01, east + 0.01),
      random.between(south - 0.01, north + 0.01),
    ])
    for (let x = 0; x < 100; x++)
      for (let y = 0; y < 80; y++)
        places.push([west + ((east - west) * x) / 99, south + ((north - south) * y) / 79])
    for (const unit of ofTier('unit')) {
      for (const [a, b] of edgesOf(unit)) places.push(a, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2])
    }
    let inside = 0
    const wrong = places.filter((place) => {
      const [grids, units] = [inGrids(place), inUnits(place)]
      const expected = isInside(place, outline) ? 1 : 0
      inside += expected
      return (
        grids.length !== expected ||
        units.length !== expected ||
        (expected === 1 && !units[0]!.startsWith(grids[0]!))
      )
    })
    expect(wrong).toEqual([])
    expect(inside).toBeGreaterThan(20_000)
    expect(places.length - inside).toBeGreaterThan(3000)
  })
})

describe('the basemap', () => {
  const LAYERS = ['water', 'waterway', 'green', 'built', 'road', 'bridge', 'rail', 'place']
  const ofLayer = (layer: string) => basemap.features.filter((it) => it.properties.layer === layer)
  const linesOf = (of: ReturnType<typeof ofLayer>): Point[][] =>
    of.flatMap(({ geometry }) =>
      geometry.type === 'LineString'
        ? [geometry.coordinates.map(toMetres)]
        : geometry.type === 'MultiLineString'
          ? geometry.coordinates.map((line) => line.map(toMetres))
          : [],
    )

  it('has every layer and no other, and something in each feature', () => {
    expect(new Set(basemap.features.map((it) => it.properties.layer))).toEqual(new Set(LAYERS))
    expect(basemap.features.filter((it) => it.geometry.coordinates.length === 0)).toEqual([])
  })

  it('names the river, lakes, parks, bridges, places and main roads in both languages', () => {
    const named = (layer: string, classes: string[]) =>
      ofLayer(layer).filter((it) => classes.includes(it.properties.class) || classes.length === 0)
    const must = [
      ...named('water', []),
      ...named('bridge', []),
      ...named('place', []),
      ...named('road', ['motorway', 'ring', 'arterial']),
    ]
    expect(must.filter((it) => !it.properties.name || !it.properties.nameEn)).toEqual([])
    expect(must.length).toBeGreaterThan(60)
    expect(
      ofLayer('road').filter((it) => it.properties.class === 'secondary' && it.properties.name).length,
    ).toBeGreaterThan(8)
  })

  it('has a bridge wherever a road runs over the river', () => {
    const river = ofLayer('water').find((it) => it.properties.class === 'river')!
    if (river.geometry.type !== 'Polygon') throw new Error('the river is one polygon')
    const banks = river.geometry.coordinates[0]!.slice(0, -1).map(toMetres)
    const bridges = linesOf(ofLayer('bridge'))
    const wet = linesOf(ofLayer('road'))
      .flatMap((line) =>
        line.slice(1).flatMap((b, i) => {
          const a = line[i]!
          return Array.from({ length: 20 }, (_, k): Point => [
            a[0] + ((b[0] - a[0]) * k) / 20,
            a[1] + ((b[1] - a[1]) * k) / 20,
          ])
        }),
      )
      .filter((place) => isInside(place, banks))
    expect(wet.length).toBeGreaterThan(20)
    expect(wet.filter((place) => !bridges.some((it) => distanceToLine(place, it) < 2))).toEqual([])
    expect(bridges).toHaveLength(5)
  })
})
