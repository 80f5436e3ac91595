/** Rectangular areas for tests: a tree whose every answer can be told by looking. Not used by the product. */
import type { Tier } from '@shaotai/shared/domain/vocabulary.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'

export function box(
  code: string,
  tier: Tier,
  parent: string | null,
  [west, south, east, north]: [west: number, south: number, east: number, north: number],
): PlacedArea {
  const ring: [number, number][] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  const geometry = { type: 'Polygon' as const, coordinates: [ring] }
  return { code, tier, parent, name: `区 ${code}`, nameEn: null, households: null, geometry }
}

/** As GeoJSON, the form in which areas are loaded. */
export const toFeature = ({ geometry, ...properties }: PlacedArea) => ({
  type: 'Feature',
  properties,
  geometry,
})

/** A small district around the place at which tests report, 117.05, 30.52. */
export const SMALL_DISTRICT: PlacedArea[] = [
  box('340800', 'district', null, [117, 30.5, 117.1, 30.6]),
  box('340800001', 'street', '340800', [117, 30.5, 117.1, 30.6]),
  box('340800001001', 'community', '340800001', [117, 30.5, 117.1, 30.55]),
  box('340800001002', 'community', '340800001', [117, 30.55, 117.1, 30.6]),
  box('340800001001001', 'grid', '340800001001', [117, 30.5, 117.06, 30.55]),
  box('34080000100100101', 'unit', '340800001001001', [117, 30.5, 117.06, 30.53]),
]
