/** The map's style, made from the page's colours. No glyphs, sprites or tiles from anywhere: icons are drawn here. */
import type {
  CircleLayerSpecification,
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import { KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { MapColours } from './case-map.ts'

export const LIVE = 'live'
export const CLOSED = 'closed'
export const GRATICULE = 'graticule'
const empty = { type: 'FeatureCollection' as const, features: [] }

export function styleOf(colours: MapColours): StyleSpecification {
  return {
    version: 8,
    sources: {
      // Ids make updateData possible: a feature without one could never be changed or removed.
      [LIVE]: { type: 'geojson', data: empty, promoteId: 'id', buffer: 64, maxzoom: 14 },
      [CLOSED]: { type: 'geojson', data: empty, buffer: 32, maxzoom: 14 },
      [GRATICULE]: { type: 'geojson', data: empty },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      {
        id: 'graticule',
        type: 'line',
        source: GRATICULE,
        paint: { 'line-color': colours.line, 'line-width': 1 },
      },
      ...caseLayers(colours),
    ],
  }
}

const closedPaint = (colours: MapColours): CircleLayerSpecification['paint'] => ({
  'circle-color': byKind((kind) => colours.kinds[kind]),
  'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 1.6, 12, 2.6, 16, 5],
  'circle-opacity': 0.45,
})

/** Cases of the picture that were closed since then: on the map before the layer is asked for again. */
export const recentSince = (from: number): FilterSpecification => [
  'all',
  ['==', ['get', 'open'], 0],
  ['>=', ['get', 'closedAt'], from],
]

const caseLayers = (colours: MapColours): LayerSpecification[] => [
  { id: 'closed', type: 'circle', source: CLOSED, paint: closedPaint(colours)! },
  { id: 'recent', type: 'circle', source: LIVE, filter: recentSince(0), paint: closedPaint(colours)! },
  {
    id: 'heat',
    type: 'heatmap',
    source: LIVE,
    paint: {
      'heatmap-weight': ['get', 'heat'],
      'heatmap-radius': ['interpolate', ['exponential', 1.6], ['zoom'], 7, 12, 11, 36, 15, 120],
      'heatmap-intensity': 0.5,
      'heatmap-opacity': 0.75,
      'heatmap-color': [
        'interpolate',
        ['linear'],
        ['heatmap-density'],
        0,
        colours.heat[0],
        0.15,
        colours.heat[1],
        0.5,
        colours.heat[2],
        1,
        colours.heat[3],
      ],
    },
  },
  {
    id: 'open',
    type: 'symbol',
    source: LIVE,
    filter: ['==', ['get', 'open'], 1],
    layout: {
      'icon-image': byKind((kind) => iconName(kind)),
      'icon-allow-overlap': true,
      'icon-ignore-placement': true, // nothing makes way for anything: every case is on the map
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.35, 11, 0.55, 14, 0.9, 17, 1.2],
      'symbol-sort-key': ['get', 'heat'],
    },
  },
]

const byKind = (value: (kind: Kind) => string): ExpressionSpecification =>
  [
    'match',
    ['get', 'kind'],
    ...KINDS.flatMap((kind) => [kind, value(kind)]),
    value('ticket'),
  ] as unknown as ExpressionSpecification

/** Heat per case falls as cases crowd, so that the scale from few to many keeps meaning something. */
export const heatIntensity = (cases: number): number => Math.min(1.2, 10 / Math.sqrt(Math.max(cases, 60)))

export const iconName = (kind: Kind): string => `mark-${kind}`
