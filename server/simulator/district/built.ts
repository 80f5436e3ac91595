/** Blocks in town and hamlets in the country, for the basemap. */
import type { Site } from './basemap.ts'
import { blockOf } from './blocks.ts'
import type { Random } from '../random.ts'
import { clipRing, isMasked, toMask } from './clip.ts'
import { cutByWeight, type CutStyle } from './cut.ts'
import { ringFeature, type BasemapFeature } from './features.ts'
import type { FieldRoads } from './field-roads.ts'
import { PLACES } from './landmarks.ts'
import { faceArea } from './mesh.ts'
import type { CommunityFaces, Partition } from './partition.ts'
import { centroidOf, distance, isInside, type Point, type Ring } from './plane.ts'
import { OLD_TOWN } from './terrain.ts'

const ALLEY: CutStyle = { tag: 'alley', lean: 0.12, wander: 0, pieceMetres: 100, even: true }

/** From the old town to the ring road. */
const RING_METRES = 3900

export function toBuilt(
  { mesh, streets }: Partition,
  site: Site,
  parkFaces: ReadonlySet<number>,
  ways: FieldRoads,
  random: Random,
): BasemapFeature[] {
  const off = [
    ...site.riverside,
    ...site.shores.map(({ ring }) => toMask(ring)),
    ...site.hills,
    ...site.corridors,
  ]
  const blocksOf = (face: number): number[] => {
    const far = distance(OLD_TOWN, middleOf(face))
    const wanted = far < 1500 ? 11_000 : far < 3600 ? 24_000 : 46_000
    if (faceArea(mesh, face) < wanted * 1.6) return [face]
    return cutByWeight(mesh, face, 0.5, ALLEY, undefined, random).flatMap(blocksOf)
  }
  const smallBlocks = (face: number): number[] =>
    faceArea(mesh, face) < 17_000
      ? [face]
      : cutByWeight(mesh, face, 0.5, ALLEY, undefined, random).flatMap(smallBlocks)
  const middleOf = (face: number): Point => centroidOf(mesh.faces[face]!.map((it) => mesh.points[it]!))
  const swell = swellOf(random.branch('free'))
  /** Inside the ring all is built; towards the edge of town whole neighbourhoods are still free. */
  const isFree = (place: Point): boolean => {
    const far = distance(place, OLD_TOWN) - RING_METRES
    return far > 0 && swell(place) + random.between(-0.3, 0.3) < (far - 2600) / 2400
  }
  const blocks = (face: number): Ring[] => {
    const block = blockOf(mesh, face)
    return block ? clipRing(block, off, 900) : []
  }
  const communities = streets.flatMap((it) => it.communities)
  const unitsOf = (of: CommunityFaces): number[] => of.grids.flatMap((grid) => grid.units)
  const free: number[] = []
  const town = communities
    .filter((it) => it.urban)
    .map((community) =>
      unitsOf(community)
        .filter((face) => !parkFaces.has(face))
        .flatMap(blocksOf)
        .filter((face) => !isFree(middleOf(face)) || free.push(face) < 0)
        .flatMap(blocks),
    )
  const country = communities.filter((it) => !it.urban).flatMap(unitsOf)
  const seats = PLACES.filter((it) => it.class === 'town' && !isInside(it.at, site.oldTown)).map(({ at }) =>
    country
      .filter((face) => distance(middleOf(face), at) < 1100)
      .flatMap((face) => smallBlocks(face))
      .filter((face) => distance(middleOf(face), at) < 330 + random.between(0, 190))
      .flatMap(blocks),
  )
  const isOld = (ring: Ring): boolean => isInside(centroidOf(ring), site.oldTown)
  const hamlets = hamletsAlong([...ways.main, ...ways.minor], random).filter(
    (ring) => !isMasked(centroidOf(ring), [...off, ...site.lakes]),
  )
  return [
    ringFeature('green', 'farmland', free.flatMap(blocks)),
    ...seats.map((rings) => ringFeature('built', 'block', rings)),
    ringFeature('built', 'oldtown', town.flat().filter(isOld)),
    ...town
      .map((rings) => rings.filter((it) => !isOld(it)))
      .filter((rings) => rings.length > 0)
      .map((rings) => ringFeature('built', 'block', rings)),
    ringFeature('built', 'village', hamlets),
  ]
}

/** Gentle hills and hollows between −1 and 1, some two kilometres apart. */
function swellOf(random: Random): (place: Point) => number {
  const waves = Array.from({ length: 5 }, () => {
    const [angle, long] = [random.between(0, Math.PI), random.between(1500, 3200)]
    return {
      kx: (Math.cos(angle) * 2 * Math.PI) / long,
      ky: (Math.sin(angle) * 2 * Math.PI) / long,
      at: random.between(0, 7),
    }
  })
  return ([x, y]) => waves.reduce((sum, { kx, ky, at }) => sum + Math.sin(x * kx + y * ky + at), 0) / 3
}

/** Farmsteads on both sides of country roads, in clusters, as villages of one street lie. */
function hamletsAlong(roads: readonly Point[][], random: Random): Ring[] {
  const rings: Ring[] = []
  for (const road of roads) {
    let next = random.between(100, 700)
    let walked = 0
    let left = 0
    for (let i = 1; i < road.length; i++) {
      const [a, b] = [road[i - 1]!, road[i]!]
      walked += distance(a, b)
      if (left === 0 && walked > next) {
        left = random.whole(2, 5)
        next = walked + random.between(700, 1700)
      }
      if (left === 0) continue
      left--
      for (const side of [1, -1]) if (random.chance(0.8)) rings.push(farmstead(a, b, side, random))
    }
  }
  return rings
}

/** A yard beside the road from a to b, with the road's direction. */
function farmstead(a: Point, b: Point, side: number, random: Random): Ring {
  const long = distance(a, b)
  const [ux, uy] = [(b[0] - a[0]) / long, (b[1] - a[1]) / long]
  const [near, deep] = [14, random.between(45, 110)]
  const [start, end] = [long * 0.06, long * random.between(0.6, 0.94)]
  const at = (along: number, off: number): Point => [
    a[0] + ux * along - uy * off * side,
    a[1] + uy * along + ux * off * side,
  ]
  const ring = [
    at(start, near),
    at(end, near),
    at(end, near + deep * random.between(0.7, 1)),
    at(start, near + deep),
  ]
  return side > 0 ? ring : ring.toReversed()
}
