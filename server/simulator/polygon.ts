/** Points in the shape of an area. Plane geometry on degrees: areas here are a few hundred metres wide. */
import type { AreaShape, Polygon, Position } from '@shaotai/shared/domain/area.ts'
import type { Random } from './random.ts'

export const METRES_A_DEGREE = 111_320
export const polygonsOf = ({ type, coordinates }: AreaShape): Polygon[] =>
  type === 'Polygon' ? [coordinates as Polygon] : (coordinates as Polygon[])

/** Even–odd over all rings, so that holes are outside. */
export function isInside([lng, lat]: Position, shape: AreaShape): boolean {
  let inside = false
  for (const ring of polygonsOf(shape).flat())
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [ax, ay] = ring[i]!
      const [bx, by] = ring[j]!
      if (ay > lat !== by > lat && lng < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
    }
  return inside
}

/** Anywhere inside, with equal chance; falls back to a corner's neighbourhood where a shape is thinner than chance. */
export function pointIn(shape: AreaShape, random: Random): Position {
  const ring = polygonsOf(shape)[0]![0]!
  const lngs = ring.map(([lng]) => lng)
  const lats = ring.map(([, lat]) => lat)
  const [west, east, south, north] = [
    Math.min(...lngs),
    Math.max(...lngs),
    Math.min(...lats),
    Math.max(...lats),
  ]
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const point = rounded([random.between(west, east), random.between(south, north)])
    if (isInside(point, shape)) return point
  }
  return rounded([(ring[0]![0] + ring[1]![0]) / 2, (ring[0]![1] + ring[1]![1]) / 2])
}

/** Within about `metres` (standard deviation) of a place, and still inside its area. */
export function pointNear(place: Position, metres: number, shape: AreaShape, random: Random): Position {
  const perLng = METRES_A_DEGREE * Math.cos((place[1] * Math.PI) / 180)
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const point = rounded([
      place[0] + (random.normal() * metres) / perLng,
      place[1] + (random.normal() * metres) / METRES_A_DEGREE,
    ])
    if (isInside(point, shape)) return point
  }
  return place
}

/** Six decimals, a tenth of a metre: what the server keeps. */
const rounded = ([lng, lat]: Position): Position => [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
