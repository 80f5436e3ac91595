/**
 * One ring of a polygon: whether it is one, in the form RFC 7946 asks for, and on which side of it a point lies.
 * Knows coordinates; knows neither areas nor whether two rings fit each other.
 */
import type { Position } from '@shaotai/shared/domain/area.ts'

export interface TidyRing {
  ring: Position[]
  /** Vertices that stood twice in a row. */
  dropped: number
  turned: boolean
}

/**
 * A closed ring without repeated vertices, outer ones counter-clockwise and holes clockwise. `untidy` is GeoJSON of
 * unknown origin. Answers a sentence where it is no ring.
 */
export function tidyRing(untidy: unknown, isHole: boolean): TidyRing | string {
  if (!Array.isArray(untidy)) return 'is not a list of positions'
  const ring: Position[] = []
  for (const [i, position] of untidy.entries()) {
    if (!Array.isArray(position) || !Number.isFinite(position[0]) || !Number.isFinite(position[1])) {
      return `position ${i + 1} is not two numbers [lng, lat]`
    }
    const [lng, lat] = position as Position
    if (Math.abs(lng) > 180 || Math.abs(lat) > 90) {
      const hint = Math.abs(lat) <= 180 && Math.abs(lng) <= 90 ? '; are longitude and latitude swapped?' : ''
      const metres = Math.abs(lng) > 360 ? '; are these metres of a projection?' : ''
      return `position ${i + 1} is [${lng}, ${lat}], beyond the globe in degrees${hint || metres}`
    }
    const last = ring.at(-1)
    if (!last || last[0] !== lng || last[1] !== lat) ring.push([lng, lat])
  }
  const dropped = untidy.length - ring.length
  if (ring.length === 0) return 'is empty'
  if (ring.length > 1 && (ring[0]![0] !== ring.at(-1)![0] || ring[0]![1] !== ring.at(-1)![1])) {
    return `is not closed: it begins at [${ring[0]}] and ends at [${ring.at(-1)}]`
  }
  if (ring.length < 4) return `has ${Math.max(ring.length - 1, 1)} corner(s); it needs three or more`
  const area = signedArea(ring)
  if (area === 0) return 'encloses nothing: all its corners lie on one line'
  const turned = isHole ? area > 0 : area < 0
  return { ring: turned ? ring.toReversed() : ring, dropped, turned }
}

/** Square degrees; positive where the ring runs counter-clockwise. From its first corner, where digits are not lost. */
function signedArea(ring: Position[]): number {
  const [[lng0, lat0]] = ring as [Position]
  let sum = 0
  for (let i = 1; i + 1 < ring.length; i += 1) {
    const [[a, b], [c, d]] = [ring[i]!, ring[i + 1]!]
    sum += (a - lng0) * (d - lat0) - (c - lng0) * (b - lat0)
  }
  return sum / 2
}

/**
 * Edges in a row, `[lng1, lat1, lng2, lat2]` each: every edge from its lower end, the lowest first, level ones left out.
 */
export function edgesOf(rings: readonly (readonly Position[])[]): Float64Array {
  const edges: [number, number, number, number][] = []
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i += 1) {
      const [[a, b], [c, d]] = [ring[i]!, ring[i + 1]!]
      if (b < d) edges.push([a, b, c, d])
      if (b > d) edges.push([c, d, a, b])
    }
  }
  return Float64Array.from(edges.toSorted((a, b) => a[1] - b[1]).flat())
}

/**
 * Whether an odd number of edges lies to the east of the point, holes and parts alike. The ends are half open and an
 * edge is computed from its lower end whichever way its ring runs: two areas that share an edge compute the same
 * crossing, so that a point on it is inside of exactly one of them.
 */
export function isInside(edges: Float64Array, lng: number, lat: number): boolean {
  let inside = false
  for (let i = 0; i < edges.length; i += 4) {
    const low = edges[i + 1]!
    if (low > lat) break // and so do all that follow
    const high = edges[i + 3]!
    if (lat >= high) continue
    const from = edges[i]!
    if (lng < from + ((lat - low) * (edges[i + 2]! - from)) / (high - low)) inside = !inside
  }
  return inside
}
