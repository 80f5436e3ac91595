/** Parks, shores, hills and fields of the basemap. */
import { blockOf } from './blocks.ts'
import type { Random } from '../random.ts'
import { clipRing, isMasked, toMask, type Mask } from './clip.ts'
import type { Site } from './basemap.ts'
import { simplify } from './curve.ts'
import { pointFeature, ringFeature, type BasemapFeature } from './features.ts'
import { PARKS } from './landmarks.ts'
import { ringOf } from './mesh.ts'
import type { Partition } from './partition.ts'
import { areaOf, centroidOf, isInside, type Ring } from './plane.ts'

export interface Green {
  features: BasemapFeature[]
  places: BasemapFeature[]
  /** Faces of the mesh that are parks: nothing is built there. */
  parkFaces: Set<number>
  parks: Mask[]
}

export function toGreen({ mesh, streets }: Partition, site: Site, random: Random): Green {
  const communities = streets.flatMap((it) => it.communities)
  const unitsOf = (urban: boolean): number[][] =>
    communities.filter((it) => it.urban === urban).map((it) => it.grids.flatMap((grid) => grid.units))
  const town = unitsOf(true).flat()
  const parkFaces = new Set<number>()
  const parks = PARKS.flatMap((park) => {
    const face = town.find((it) => isInside(park.at, ringOf(mesh, it)))
    const block = face === undefined ? undefined : blockOf(mesh, face)
    if (face === undefined || !block) return []
    parkFaces.add(face)
    const pieces = clipRing(block, [...site.riverside, ...site.corridors], 2000)
    return pieces
      .toSorted((a, b) => areaOf(b) - areaOf(a))
      .slice(0, 1)
      .map((ring) => ({ ...park, ring }))
  })
  const wild = [...site.riverside, ...site.hills, ...site.lakes, ...site.corridors]
  const fields = unitsOf(false).map((faces) =>
    faces
      .filter(() => random.chance(0.62))
      .flatMap((face) => {
        const block = blockOf(mesh, face)
        return block && !isMasked(centroidOf(block), site.hills) ? clipRing(thinned(block), wild, 12_000) : []
      }),
  )
  return {
    features: [
      ...fields.filter((it) => it.length > 0).map((rings) => ringFeature('green', 'farmland', rings)),
      ...site.terrain.hills.flatMap((hill) => [
        ringFeature('green', 'hill', [hill.ring], hill),
        ...hill.tops.map((ring) => ringFeature('green', 'hilltop', [ring])),
      ]),
      ...site.shores.map(({ ring }, i) =>
        ringFeature('green', i === 0 || i > 4 ? 'park' : 'wetland', [ring]),
      ),
      ...site.riverside.slice(1).map(({ ring }) => ringFeature('green', 'park', [ring])),
      ...parks.map((it) => ringFeature('green', 'park', [it.ring], it)),
    ],
    places: parks.map((it) => pointFeature('park', centroidOf(it.ring), it)),
    parkFaces,
    parks: parks.map((it) => toMask(it.ring)),
  }
}

/** A field's edge needs no more detail than this many metres. */
const thinned = (ring: Ring): Ring => simplify([...ring, ring[0]!], 9).slice(0, -1)
