/** Cuts lines and polygons away where something else lies: streets end at the water, houses keep off the park. Metres. */
import * as library from 'polygon-clipping'
import { areaOf, between, crossing, isInside, type Point, type Ring } from './plane.ts'

/** The package's types tell of named exports, its CommonJS file has a default one only. */
const { difference } = (library as unknown as { default: typeof library }).default

/** A ring with its box, for many tests against it. */
export interface Mask {
  ring: Ring
  box: [west: number, south: number, east: number, north: number]
}

export const toMask = (ring: Ring): Mask => ({ ring, box: boxOf(ring) })

function boxOf(line: readonly Point[]): Mask['box'] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of line) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

/** Whether the segment's own box meets a box; without making one, for this is asked millions of times. */
const nears = (p: Point, q: Point, box: Mask['box']): boolean =>
  Math.min(p[0], q[0]) <= box[2] &&
  Math.max(p[0], q[0]) >= box[0] &&
  Math.min(p[1], q[1]) <= box[3] &&
  Math.max(p[1], q[1]) >= box[1]

const meets = (a: Mask['box'], b: Mask['box']): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

export const isMasked = (place: Point, masks: readonly Mask[]): boolean =>
  masks.some((it) => nears(place, place, it.box) && isInside(place, it.ring))

/** The pieces of a line outside all masks, and those inside one, each in order. */
export function clipLine(
  line: readonly Point[],
  masks: readonly Mask[],
): { outside: Point[][]; inside: Point[][] } {
  const near = masks.filter((it) => meets(boxOf(line), it.box))
  if (near.length === 0) return { outside: [[...line]], inside: [] }
  const pieces = { outside: [] as Point[][], inside: [] as Point[][] }
  let last: Point[] | undefined
  let wasInside: boolean | undefined
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const cuts = [0, ...near.flatMap((it) => sharesOf(a, b, it)), 1].toSorted((p, q) => p - q)
    for (let k = 1; k < cuts.length; k++) {
      if (cuts[k]! - cuts[k - 1]! < 1e-9) continue
      const [from, to] = [between(a, b, cuts[k - 1]!), between(a, b, cuts[k]!)]
      const isIn = isMasked(between(from, to, 0.5), near)
      if (isIn !== wasInside || !last) {
        last = [from]
        ;(isIn ? pieces.inside : pieces.outside).push(last)
        wasInside = isIn
      }
      last.push(to)
    }
  }
  return pieces
}

/** Where a segment crosses the mask's edge, as shares of its length. */
const sharesOf = (a: Point, b: Point, { ring, box }: Mask): number[] =>
  nears(a, b, box) ? ring.flatMap((p, i) => crossing(a, b, p, ring[(i + 1) % ring.length]!)?.[0] ?? []) : []

/** A polygon without the masks: its pieces of at least `leastSquareMetres`, holes left out where the mask lies inside. */
export function clipRing(ring: Ring, masks: readonly Mask[], leastSquareMetres: number): Ring[] {
  const box = boxOf(ring)
  const near = masks.filter((it) => meets(box, it.box)).map((it) => ({ it, lies: liesTo(ring, box, it) }))
  if (near.some(({ lies }) => lies === 'inside')) return []
  const across = near.filter(({ lies }) => lies === 'across')
  if (across.length === 0) return [ring]
  const polygon = (of: Ring) => [of.map((p): [number, number] => [p[0], p[1]])]
  return difference(polygon(ring), ...across.map(({ it }) => polygon(it.ring)))
    .map((found) => found[0]!.slice(0, -1))
    .filter((found) => Math.abs(areaOf(found)) >= leastSquareMetres)
}

/** Found without clipping, which is dear: most blocks touch no mask at all. */
function liesTo(ring: Ring, box: Mask['box'], mask: Mask): 'inside' | 'across' | 'outside' {
  const crosses = mask.ring.some((p, i) => {
    const q = mask.ring[(i + 1) % mask.ring.length]!
    return (
      nears(p, q, box) && ring.some((a, k) => crossing(a, ring[(k + 1) % ring.length]!, p, q) !== undefined)
    )
  })
  if (crosses || isInside(mask.ring[0]!, ring)) return 'across'
  return isInside(ring[0]!, mask.ring) ? 'inside' : 'outside'
}
