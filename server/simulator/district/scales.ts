/** Weighs parts of a ring, by what lives there or by area. Knows no mesh and no cut. Metres. */
import { areaOf, isInside, type Point } from './plane.ts'

/** Weight of the ground a square metre. */
export type Density = (place: Point) => number

/** How a part of the face is weighed. */
export interface Scales {
  /** The weight of a part as a share of the whole. */
  shareOf(part: Point[]): number
  /** The offset of a line in this direction that leaves `part` of the weight on its right. */
  quantile(direction: Point, part: number): number
}

/** All ground weighs the same: for faces so small that density does not change within them. */
export function evenScales(ring: Point[]): Scales {
  const whole = areaOf(ring)
  return {
    shareOf: (part) => areaOf(part) / whole,
    quantile(direction, part) {
      const offsets = ring.map((p) => offsetOf(p, direction))
      const least = Math.min(...offsets)
      return least + (Math.max(...offsets) - least) * part
    },
  }
}

/** By about ninety points in the ring: enough to weigh a part to a few hundredths. */
export function densityScales(ring: Point[], density: Density): Scales {
  const step = Math.sqrt(areaOf(ring) / 90)
  const [xs, ys] = [ring.map((p) => p[0]), ring.map((p) => p[1])]
  const places: Point[] = []
  for (let x = Math.min(...xs) + step / 2; x < Math.max(...xs); x += step)
    for (let y = Math.min(...ys) + step / 2; y < Math.max(...ys); y += step)
      if (isInside([x, y], ring)) places.push([x, y])
  const weights = places.map(density)
  const total = weights.reduce((sum, it) => sum + it, 0)
  return {
    shareOf: (part) => places.reduce((sum, p, i) => sum + (isInside(p, part) ? weights[i]! : 0), 0) / total,
    quantile(direction, part) {
      const order = places.map((p, i) => [offsetOf(p, direction), weights[i]!] as const)
      order.sort((a, b) => a[0] - b[0])
      let sum = 0
      for (const [offset, weight] of order) if ((sum += weight) >= part * total) return offset
      return order.at(-1)?.[0] ?? 0
    },
  }
}

/** How far left of a line through the origin in this direction. */
export const offsetOf = ([x, y]: Point, [dx, dy]: Point): number => dx * y - dy * x
