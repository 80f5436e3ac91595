/**
 * The background of the map, made of the same lines as the areas: water, green, blocks, roads, bridges, railway and
 * names. Knows the form of public/demo/basemap.geojson, bottom layer first; where things lie is plan.ts, terrain.ts and
 * landmarks.ts.
 */
import { toBuilt } from './built.ts'
import type { Random } from '../random.ts'
import { toMask, type Mask } from './clip.ts'
import { beside, corridor, patch } from './curve.ts'
import { pointFeature, type BasemapFeature } from './features.ts'
import { toGreen } from './green.ts'
import { BANKS, MOTORWAY, PLACES, RAILWAY, STREAMS } from './landmarks.ts'
import type { Partition } from './partition.ts'
import { RIVER, ROADS } from './plan.ts'
import type { Point, Ring } from './plane.ts'
import { layRoads } from './roads.ts'
import type { Terrain } from './terrain.ts'
import { toWater } from './water.ts'

export interface Basemap {
  type: 'FeatureCollection'
  features: BasemapFeature[]
}

/** Shapes that several layers keep off. */
export interface Site {
  terrain: Terrain
  river: Mask
  /** River with its banks, up to the riverside roads where there are any. */
  riverside: Mask[]
  banks: { line: Point[]; side: 1 | -1 }[]
  /** The ground inside the old wall road. */
  oldTown: Ring
  lakes: Mask[]
  /** The green around the lakes. */
  shores: { ring: Ring; name: string; nameEn: string }[]
  hills: Mask[]
  /** Rails, motorway and canals with the ground beside them. */
  corridors: Mask[]
}

export function toBasemap(parts: Partition, terrain: Terrain, random: Random): Basemap {
  const site = siteOf(terrain, random.branch('shores'))
  const green = toGreen(parts, site, random.branch('green'))
  const roads = layRoads(parts, site, green.parks, random.branch('roads'))
  const built = toBuilt(parts, site, green.parkFaces, roads.country, random.branch('built'))
  return {
    type: 'FeatureCollection',
    features: [
      ...green.features,
      ...built,
      ...toWater(terrain),
      ...roads.features,
      ...PLACES.map((it) => pointFeature(it.class, it.at, it)),
      ...terrain.hills.map((it) => pointFeature('hill', it.middle, it)),
      ...terrain.lakes.map((it) => pointFeature('lake', it.middle, it)),
      ...green.places,
      ...roads.places,
    ],
  }
}

/** How far the riverside roads lie from the water, and how wide the green of a lake is. Metres. */
const BANK_METRES = 60
const SHORE_METRES = 110

function siteOf(terrain: Terrain, random: Random): Site {
  const half = (share: number): number => RIVER.half(share)
  const banks = BANKS.map(({ side, from, to }) => ({
    side,
    line: beside(RIVER.line, (share) => side * (half(share) + BANK_METRES)).filter(
      ([x]) => x > from && x < to,
    ),
  }))
  const strips = BANKS.map(({ side, from, to }) => {
    const kept = RIVER.line.map((p) => p[0] > from && p[0] < to)
    const edge = beside(RIVER.line, (share) => side * (half(share) + BANK_METRES + 6)).filter(
      (_, i) => kept[i],
    )
    const middle = RIVER.line.filter((_, i) => kept[i])
    return side > 0 ? [...middle, ...edge.toReversed()] : [...edge, ...middle.toReversed()]
  })
  return {
    terrain,
    river: toMask(terrain.river),
    riverside: [toMask(corridor(RIVER.line, (share) => half(share) + 14)), ...strips.map(toMask)],
    banks,
    oldTown: insideWall(),
    lakes: terrain.lakes.map(({ ring }) => toMask(ring)),
    shores: terrain.lakes.map(({ ring, name, nameEn }) => ({
      ring: grown(ring, SHORE_METRES, random),
      name,
      nameEn,
    })),
    hills: terrain.hills.map(({ ring }) => toMask(ring)),
    corridors: [
      toMask(corridor(RAILWAY.line, 32)),
      toMask(corridor(MOTORWAY.line, 40)),
      ...STREAMS.map((it) => toMask(corridor(it.line, it.class === 'canal' ? 30 : 22))),
    ],
  }
}

/** Between the wall road and the river. */
function insideWall(): Ring {
  const wall = ROADS.find((it) => it.id === 'old-wall')!.line
  const [west, east] = [wall[0]![0], wall.at(-1)![0]]
  return [...wall, ...RIVER.line.filter(([x]) => x > west && x < east).toReversed()]
}

/** A round ring made wider by about so much. */
function grown(ring: Ring, metres: number, random: Random): Ring {
  const middle: Point = [
    ring.reduce((sum, p) => sum + p[0], 0) / ring.length,
    ring.reduce((sum, p) => sum + p[1], 0) / ring.length,
  ]
  const swell = patch([0, 0], [1, 1], 0, 0.3, random).map((p) => Math.hypot(p[0], p[1]))
  return ring.map((p, i) => {
    const far = Math.hypot(p[0] - middle[0], p[1] - middle[1])
    const by = 1 + (metres * swell[Math.floor((i / ring.length) * swell.length)]!) / far
    return [middle[0] + (p[0] - middle[0]) * by, middle[1] + (p[1] - middle[1]) * by]
  })
}
