/**
 * From a point to the areas that hold it, in memory. The finest area that holds the point leads; what is above it
 * comes from the codes and not from the geometry, because a community's outline may be drawn more coarsely than
 * its grids. Pure, and made anew when areas change.
 */
import Flatbush from 'flatbush'
import type { PlacedArea, Position } from '@shaotai/shared/domain/area.ts'
import { widthOf } from './check-tree.ts'
import { edgesOf, isInside, ringsOf } from './rings.ts'

export interface AreaPlace {
  /** Codes, widest first; empty where no areas are loaded. */
  path: string[]
  leaf: string | null
  /** The one of the path that a dim audience may know. */
  community: string | null
}
export type Bounds = [west: number, south: number, east: number, north: number]

export interface AreaIndex {
  /** Degrees WGS-84. null: outside of all areas. The same object for every point of an area: not to be changed. */
  at: (lng: number, lat: number) => AreaPlace | null
  /** null: there are no areas. */
  bounds: Bounds | null
}

export const NOWHERE: AreaPlace = Object.freeze({ path: [], leaf: null, community: null })

export function indexAreas(areas: readonly PlacedArea[]): AreaIndex {
  if (areas.length === 0) return { at: () => NOWHERE, bounds: null }
  // Finest tier first, then lowest code: the first that holds a point is its leaf, also where siblings overlap.
  const ranked = areas.toSorted((a, b) => widthOf(b.tier) - widthOf(a.tier) || (a.code < b.code ? -1 : 1))
  const byCode = new Map(areas.map((it) => [it.code, it]))
  const places = ranked.map((it) => placeOf(it, byCode))
  const edges = ranked.map((it) => edgesOf(ringsOf(it.geometry)))
  const boxes = new Flatbush(ranked.length)
  for (const it of ranked) boxes.add(...boundsOf(ringsOf(it.geometry)))
  boxes.finish()

  return {
    at: (lng, lat) => {
      // In order: most points lie in a small area, and the long outlines above it are never looked at.
      const near = boxes.search(lng, lat, lng, lat).sort((a, b) => a - b)
      for (const rank of near) if (isInside(edges[rank]!, lng, lat)) return places[rank]!
      return null
    },
    bounds: [boxes.minX, boxes.minY, boxes.maxX, boxes.maxY],
  }
}

function placeOf(leaf: PlacedArea, byCode: ReadonlyMap<string, PlacedArea>): AreaPlace {
  const path: PlacedArea[] = []
  for (let it: PlacedArea | undefined = leaf; it; it = it.parent === null ? undefined : byCode.get(it.parent))
    path.unshift(it)
  // Without communities the finest that is no grid: a grid of a few hundred households says too much of a dispute.
  const dim = path.findLast(({ tier }) => widthOf(tier) <= widthOf('community'))
  return { path: path.map(({ code }) => code), leaf: leaf.code, community: dim?.code ?? null }
}

function boundsOf(rings: readonly Position[][]): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of rings.flat()) {
    bounds[0] = Math.min(bounds[0], lng)
    bounds[1] = Math.min(bounds[1], lat)
    bounds[2] = Math.max(bounds[2], lng)
    bounds[3] = Math.max(bounds[3], lat)
  }
  return bounds
}
