/** One basemap feature from metres: layer, class, names, coordinates of five decimals (1 m, enough for a background). */
import { toLngLat, type Point, type Ring } from './plane.ts'
import type { Words } from './plan.ts'

export type BasemapLayer = 'water' | 'waterway' | 'green' | 'built' | 'road' | 'bridge' | 'rail' | 'place'

type Coordinate = [number, number]

export interface BasemapFeature {
  type: 'Feature'
  properties: { layer: BasemapLayer; class: string } & Partial<Words>
  geometry:
    | { type: 'Point'; coordinates: Coordinate }
    | { type: 'LineString'; coordinates: Coordinate[] }
    | { type: 'MultiLineString'; coordinates: Coordinate[][] }
    | { type: 'Polygon'; coordinates: Coordinate[][] }
    | { type: 'MultiPolygon'; coordinates: Coordinate[][][] }
}

const coarse = (p: Point): Coordinate => {
  const [lng, lat] = toLngLat(p)
  return [Math.round(lng * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5]
}

/** Without vertices that fall together. */
const coarseLine = (line: readonly Point[]): Coordinate[] =>
  line.map(coarse).filter((p, i, all) => i === 0 || p[0] !== all[i - 1]![0] || p[1] !== all[i - 1]![1])

const coarseRing = (ring: Ring): Coordinate[] => {
  const line = coarseLine(ring)
  return [...line, line[0]!]
}

const properties = (layer: BasemapLayer, className: string, words?: Words): BasemapFeature['properties'] => ({
  layer,
  class: className,
  ...(words && { name: words.name, nameEn: words.nameEn }),
})

export const pointFeature = (className: string, at: Point, words: Words): BasemapFeature => ({
  type: 'Feature',
  properties: properties('place', className, words),
  geometry: { type: 'Point', coordinates: coarse(at) },
})

export function lineFeature(
  layer: BasemapLayer,
  className: string,
  lines: readonly Point[][],
  words?: Words,
): BasemapFeature {
  const coordinates = lines.map(coarseLine).filter((it) => it.length > 1)
  return {
    type: 'Feature',
    properties: properties(layer, className, words),
    geometry:
      coordinates.length === 1
        ? { type: 'LineString', coordinates: coordinates[0]! }
        : { type: 'MultiLineString', coordinates },
  }
}

export function ringFeature(
  layer: BasemapLayer,
  className: string,
  rings: readonly Ring[],
  words?: Words,
): BasemapFeature {
  const polygons = rings.map((ring) => [coarseRing(ring)]).filter(([ring]) => ring!.length > 3)
  return {
    type: 'Feature',
    properties: properties(layer, className, words),
    geometry:
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0]! }
        : { type: 'MultiPolygon', coordinates: polygons },
  }
}
