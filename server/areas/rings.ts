/**
 * One ring of a polygon: whether it is one, in the form RFC 7946 asks for, and on which side of it a point lies.
 * Knows coordinates; knows neither areas nor whether two rings fit each other.
 */
import { orient2d } from 'robust-predicates'
import type { AreaShape, Polygon, Position } from '@shaotai/shared/domain/area.ts'

export interface TidyRing {
  ring: Position[]
  /** Vertices that stood twice in a row. */
  dropped: number
  turned: boolean
}

/** Why it is no ring: the code of a finding and its facts. */
export interface NoRing {
  code: 'bad_position' | 'beyond_globe' | 'ring_open' | 'ring_short' | 'ring_flat'
  place?: Position
  count?: number
  /** Which position, from 1; absent: the ring as a whole. */
  position?: number
}

/**
 * A closed ring without repeated vertices, outer ones counter-clockwise and holes clockwise. `untidy` is GeoJSON of
 * unknown origin; `toWgs84` turns each position that is one.
 */
export function tidyRing(
  untidy: unknown,
  isHole: boolean,
  toWgs84: (place: Position) => Position = (place) => place,
): TidyRing | NoRing {
  if (!Array.isArray(untidy)) return { code: 'bad_position', position: 1 }
  const ring: Position[] = []
  for (const [i, position] of untidy.entries()) {
    if (!Array.isArray(position) || !Number.isFinite(position[0]) || !Number.isFinite(position[1]))
      return { code: 'bad_position', position: i + 1 }
    const told: Position = [position[0] as number, position[1] as number]
    if (Math.abs(told[0]) > 180 || Math.abs(told[1]) > 90)
      return { code: 'beyond_globe', position: i + 1, place: told }
    const last = ring.at(-1)
    const place = toWgs84(told)
    if (!last || last[0] !== place[0] || last[1] !== place[1]) ring.push(place)
  }
  const dropped = untidy.length - ring.length
  const [first, last] = [ring[0], ring.at(-1)]
  if (!first || !last) return { code: 'ring_short', count: 0 }
  if (ring.length > 1 && (first[0] !== last[0] || first[1] !== last[1]))
    return { code: 'ring_open', place: first }
  if (ring.length < 4) return { code: 'ring_short', count: Math.max(ring.length - 1, 1), place: first }
  if (ring.every((corner) => orient2d(...first, ...ring[1]!, ...corner) === 0))
    return { code: 'ring_flat', place: first }
  const area = signedArea(ring)
  const turned = isHole ? area > 0 : area < 0
  return { ring: turned ? ring.toReversed() : ring, dropped, turned }
}

/** Of all its parts, outlines and holes. */
export const ringsOf = ({ type, coordinates }: AreaShape): readonly Position[][] =>
  type === 'Polygon' ? (coordinates as Polygon) : (coordinates as Polygon[]).flat()

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
