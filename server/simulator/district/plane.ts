/**
 * Plane geometry in metres east and north of the district's middle, and the way from there to WGS-84. Knows points,
 * rings and segments; a ring is a list of points without the repeated last one, counter-clockwise where not said otherwise.
 */

export type Point = readonly [x: number, y: number]
export type Ring = Point[]

/** Where the test reports of the documentation lie; the district is drawn around it. */
const MIDDLE = { lng: 117.05, lat: 30.52 }
/** Metres a degree at that latitude; good to 0.1 % over the 20 km drawn here. */
const METRES_A_DEGREE = { lng: 95_906, lat: 110_862 }
/** 1e-6 degrees are 10 cm: the lattice on which every border vertex lies. */
const LATTICE = 1e6

const onLattice = (degrees: number): number => Math.round(degrees * LATTICE) / LATTICE

/** [lng, lat] WGS-84 with 6 decimals. */
export const toLngLat = ([x, y]: Point): [number, number] => [
  onLattice(MIDDLE.lng + x / METRES_A_DEGREE.lng),
  onLattice(MIDDLE.lat + y / METRES_A_DEGREE.lat),
]

/** Back to metres. */
export const toMetres = ([lng, lat]: readonly [number, number]): Point => [
  (lng - MIDDLE.lng) * METRES_A_DEGREE.lng,
  (lat - MIDDLE.lat) * METRES_A_DEGREE.lat,
]

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])
export const between = (a: Point, b: Point, t: number): Point => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
]
/** Twice the signed area of the triangle: positive where c lies left of a → b. */
export const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** Square metres, negative for a clockwise ring. */
export function areaOf(ring: readonly Point[]): number {
  const o = ring[0]!
  let twice = 0
  for (let i = 1; i < ring.length - 1; i++) twice += turn(o, ring[i]!, ring[i + 1]!)
  return twice / 2
}

export function perimeterOf(ring: readonly Point[]): number {
  return ring.reduce((sum, p, i) => sum + distance(p, ring[(i + 1) % ring.length]!), 0)
}

/** The middle of mass; for a bent ring it may lie outside. */
export function centroidOf(ring: readonly Point[]): Point {
  const o = ring[0]!
  let [x, y, twice] = [0, 0, 0]
  for (let i = 1; i < ring.length - 1; i++) {
    const [p, q] = [ring[i]!, ring[i + 1]!]
    const weight = turn(o, p, q)
    twice += weight
    x += ((o[0] + p[0] + q[0]) / 3) * weight
    y += ((o[1] + p[1] + q[1]) / 3) * weight
  }
  return [x / twice, y / twice]
}

/**
 * Half-open: of two rings that share an edge exactly one claims a point on it. Each edge is therefore always reckoned
 * from its lower end, so that both neighbours round alike.
 */
export function isInside([x, y]: Point, ring: readonly Point[]): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = ring[i]![1] < ring[j]![1] ? [ring[i]!, ring[j]!] : [ring[j]!, ring[i]!]
    if (a[1] > y || b[1] <= y) continue
    if (x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside
  }
  return inside
}

/** Where the segments a–b and c–d meet, as shares of each; undefined if they do not, or run parallel. */
export function crossing(a: Point, b: Point, c: Point, d: Point): [s: number, t: number] | undefined {
  const [rx, ry, qx, qy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const across = rx * qy - ry * qx
  if (Math.abs(across) < 1e-9) return undefined
  const s = ((c[0] - a[0]) * qy - (c[1] - a[1]) * qx) / across
  const t = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / across
  return s >= 0 && s <= 1 && t >= 0 && t <= 1 ? [s, t] : undefined
}

/** Metres from a point to a segment. */
export function distanceToSegment(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const long = dx * dx + dy * dy
  const t = long === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / long))
  return distance(p, [a[0] + dx * t, a[1] + dy * t])
}

/** Metres from a point to a line of at least one segment. */
export function distanceToLine(p: Point, line: readonly Point[]): number {
  let least = Infinity
  for (let i = 1; i < line.length; i++) least = Math.min(least, distanceToSegment(p, line[i - 1]!, line[i]!))
  return least
}
