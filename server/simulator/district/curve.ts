/**
 * Curves as a draughtsman has them: a smooth line through a few points, a line beside a line, a round patch, a border
 * that wanders. All in metres; knows no map.
 */
import type { Random } from '../random.ts'
import { between, distance, distanceToSegment, type Point, type Ring } from './plane.ts'

/** `'0 100, 50 300'` as points: a drawn line reads better in one line than in twenty. */
export const points = (drawn: string): Point[] =>
  drawn.split(',').map((pair) => pair.trim().split(' ').map(Number) as unknown as Point)

/** The smooth open line through points written like that. */
export const drawn = (through: string, stepMetres: number): Point[] => smooth(points(through), stepMetres)

/** A Catmull-Rom curve through the points, about one vertex every `stepMetres`. Closed ones do not repeat the first. */
export function smooth(through: readonly Point[], stepMetres: number, closed = false): Point[] {
  const n = through.length
  const at = (i: number): Point =>
    closed ? through[(i + n) % n]! : through[Math.max(0, Math.min(n - 1, i))]!
  const line: Point[] = []
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    const steps = Math.max(1, Math.round(distance(b, c) / stepMetres))
    for (let k = 0; k < steps; k++) {
      const t = k / steps
      const mix = (axis: 0 | 1): number =>
        0.5 *
        (2 * b[axis] +
          (c[axis] - a[axis]) * t +
          (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t +
          (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t)
      line.push([mix(0), mix(1)])
    }
  }
  if (!closed) line.push(through[n - 1]!)
  return line
}

/** The line `metres` to the left of an open line (negative: to the right); good for bends wider than that. */
export function beside(line: readonly Point[], metres: number | ((share: number) => number)): Point[] {
  return line.map((p, i) => {
    const a = line[Math.max(0, i - 1)]!
    const b = line[Math.min(line.length - 1, i + 1)]!
    const long = distance(a, b)
    const by = typeof metres === 'number' ? metres : metres(i / (line.length - 1))
    return [p[0] - ((b[1] - a[1]) / long) * by, p[1] + ((b[0] - a[0]) / long) * by]
  })
}

/** The ground on both sides of a line, counter-clockwise. */
export const corridor = (line: readonly Point[], half: number | ((share: number) => number)): Ring => [
  ...beside(line, typeof half === 'number' ? -half : (share) => -half(share)),
  ...beside(line, half).toReversed(),
]

/** A round patch with a soft outline: `radii` east–west and north–south, turned by `tilt` radians. */
export function patch(middle: Point, radii: Point, tilt: number, rough: number, random: Random): Ring {
  const spokes = 9
  const through: Point[] = Array.from({ length: spokes }, (_, i) => {
    const angle = ((i + random.between(-0.12, 0.12)) / spokes) * 2 * Math.PI
    const reach = 1 + random.between(-rough, rough)
    const [u, v] = [Math.cos(angle) * radii[0] * reach, Math.sin(angle) * radii[1] * reach]
    return [
      middle[0] + u * Math.cos(tilt) - v * Math.sin(tilt),
      middle[1] + u * Math.sin(tilt) + v * Math.cos(tilt),
    ]
  })
  return smooth(through, (Math.min(...radii) * 2 * Math.PI) / 36, true)
}

/** Points between two ends that wander off the straight line by up to `share` of each piece. Ends are not included. */
export function wander(a: Point, b: Point, share: number, pieceMetres: number, random: Random): Point[] {
  const long = distance(a, b)
  if (long < pieceMetres) return []
  const middle = between(a, b, random.between(0.42, 0.58))
  const off = random.between(-share, share) * long
  const bent: Point = [middle[0] - ((b[1] - a[1]) / long) * off, middle[1] + ((b[0] - a[0]) / long) * off]
  return [
    ...wander(a, bent, share, pieceMetres, random),
    bent,
    ...wander(bent, b, share, pieceMetres, random),
  ]
}

/** Douglas–Peucker: the line without the vertices that lie within `metres` of it. Ends stay. */
export function simplify(line: readonly Point[], metres: number): Point[] {
  if (line.length < 3) return [...line]
  const [a, b] = [line[0]!, line.at(-1)!]
  let [far, at] = [metres, 0]
  for (let i = 1; i < line.length - 1; i++) {
    const off = distanceToSegment(line[i]!, a, b)
    if (off > far) [far, at] = [off, i]
  }
  if (at === 0) return [a, b]
  return [...simplify(line.slice(0, at + 1), metres).slice(0, -1), ...simplify(line.slice(at), metres)]
}
