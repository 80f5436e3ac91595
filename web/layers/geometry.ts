/**
 * Where areas lie: bounds, who holds a point, where a name may stand. Pure and planar in degrees, which is good
 * enough within a district; knows nothing of pixels or of what an area means.
 */
import type { AreaShape, Polygon, Position } from '@shaotai/shared/domain/area.ts'

/** [west, south, east, north] in degrees. */
export type Bounds = [number, number, number, number]

export const polygonsOf = (shape: AreaShape): Polygon[] =>
  shape.type === 'Polygon' ? [shape.coordinates as Polygon] : (shape.coordinates as Polygon[])

/** Null for a shape without a single corner. */
export function boundsOfShape(shape: AreaShape): Bounds | null {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [outer] of polygonsOf(shape)) {
    for (const [lng, lat] of outer ?? []) {
      bounds[0] = Math.min(bounds[0], lng)
      bounds[1] = Math.min(bounds[1], lat)
      bounds[2] = Math.max(bounds[2], lng)
      bounds[3] = Math.max(bounds[3], lat)
    }
  }
  return Number.isFinite(bounds[0]) ? bounds : null
}

export function unionOf(all: Iterable<Bounds | null>): Bounds | null {
  let union: Bounds | null = null
  for (const it of all) {
    if (!it) continue
    union = union
      ? [
          Math.min(union[0], it[0]),
          Math.min(union[1], it[1]),
          Math.max(union[2], it[2]),
          Math.max(union[3], it[3]),
        ]
      : [...it]
  }
  return union
}

export const isWithin = ([west, south, east, north]: Bounds, lng: number, lat: number): boolean =>
  lng >= west && lng <= east && lat >= south && lat <= north

/** Do they share a place? */
export const meets = (a: Bounds, b: Bounds): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

/** Even–odd over all rings, so that holes are outside. */
export function holds(shape: AreaShape, lng: number, lat: number): boolean {
  let inside = false
  for (const polygon of polygonsOf(shape)) {
    for (const ring of polygon) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [ax, ay] = ring[i]!
        const [bx, by] = ring[j]!
        if (ay > lat !== by > lat && lng < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
      }
    }
  }
  return inside
}

const LINES = 11
/** A wide gap right at the border is a poor place for a name: the middle lines count a little more. */
const EDGE_LOSS = 0.35

/** Inside the shape, in the middle of its widest stretch near the middle of its height. Null: no corners. */
export function labelPlace(shape: AreaShape): Position | null {
  const bounds = boundsOfShape(shape)
  if (!bounds) return null
  const [, south, , north] = bounds
  let best: { place: Position; worth: number } | null = null
  for (let line = 1; line <= LINES; line += 1) {
    const share = line / (LINES + 1)
    const lat = south + (north - south) * share
    const crossings = crossingsAt(shape, lat)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const width = crossings[i + 1]! - crossings[i]!
      const worth = width * (1 - EDGE_LOSS * Math.abs(share - 0.5) * 2)
      if (!best || worth > best.worth) best = { place: [crossings[i]! + width / 2, lat], worth }
    }
  }
  return best?.place ?? [(bounds[0] + bounds[2]) / 2, (south + north) / 2]
}

/** Longitudes where the outline crosses a latitude, from west to east: an even number of them. */
function crossingsAt(shape: AreaShape, lat: number): number[] {
  const found: number[] = []
  for (const polygon of polygonsOf(shape)) {
    for (const ring of polygon) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [ax, ay] = ring[i]!
        const [bx, by] = ring[j]!
        if (ay > lat !== by > lat) found.push(((bx - ax) * (lat - ay)) / (by - ay) + ax)
      }
    }
  }
  return found.sort((a, b) => a - b)
}
