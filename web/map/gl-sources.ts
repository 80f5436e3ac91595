/** What the map's GeoJSON sources hold, as features of the scene. Pure. */
import { phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon, Position } from 'geojson'
import type { AreaTree } from '../layers/area-tree.ts'
import { wholeOf } from '../layers/area-tree.ts'
import { polygonsOf } from '../layers/geometry.ts'
import type { HeatField } from '../layers/heat.ts'
import type { HexBin } from '../layers/hex-bins.ts'
import { isMapped } from '../layers/places.ts'
import type { AreaLabel } from './area-labels.ts'

/** Cases of the picture that are closed: a dot each until the layer of closed cases holds them. */
export function toRecentFeature(it: CaseView): Feature<Point> | null {
  if (!isMapped(it) || phaseOf(it) !== 'closed') return null
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [it.lng, it.lat] },
    properties: { id: it.id, kind: it.kind, closedAt: it.closedAt ?? 0 },
  }
}

export const areaFeatures = ({ byCode }: AreaTree): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [...byCode.values()].flatMap(({ shape, code, tier }) =>
    shape
      ? [{ type: 'Feature' as const, properties: { code, tier }, geometry: shape as Polygon | MultiPolygon }]
      : [],
  ),
})

const WORLD: Position[] = [
  [-180, -85],
  [180, -85],
  [180, 85],
  [-180, 85],
  [-180, -85],
]
/** Everything but what is opened: a sheet with holes. Nothing where no shape is known. */
export function veilFeatures(tree: AreaTree, opened: string | null): FeatureCollection {
  const node = opened === null ? wholeOf(tree) : tree.byCode.get(opened)
  const holes = node?.shape ? polygonsOf(node.shape).map(([outer]) => outer!.toReversed()) : []
  if (holes.length === 0) return { type: 'FeatureCollection', features: [] }
  return {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [WORLD, ...holes] } },
    ],
  }
}

export const toLabelFeature = (it: AreaLabel): Feature<Point> => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [it.lng, it.lat] },
  properties: {
    id: it.code,
    name: it.name,
    figures: it.figures,
    late: it.late,
    isLate: it.isLate,
    rank: it.rank,
    fromZoom: it.fromZoom,
  },
})

export function heatFeatures({ n, lng, lat, weight }: HeatField): FeatureCollection {
  const features: Feature[] = []
  for (let i = 0; i < n; i += 1) {
    features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lng[i]!, lat[i]!] },
      properties: { weight: weight[i]! },
    })
  }
  return { type: 'FeatureCollection', features }
}

export const binFeatures = (bins: readonly HexBin[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: bins.map((it) => ({
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [it.ring] },
    properties: { class: it.class },
  })),
})

/** So that the hottest half kilometre has the last colour, and a single report is no fire. */
export const heatIntensity = (field: HeatField | null): number =>
  Math.min(0.9, 2.4 / Math.max(field?.peak ?? 0, 1e-6))
