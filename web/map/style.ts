/**
 * The map's style as a pure function of how it should look: the same layers in the same order, so that two styles
 * differ in values alone (style-patch.ts). No glyphs, sprites or hosts from anywhere: icons are drawn here, and
 * text with the page's own font.
 */
import type {
  CircleLayerSpecification,
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import { KINDS, type Kind, type Tier } from '@shaotai/shared/domain/vocabulary.ts'
import type { Language } from '../i18n/words.ts'
import { basemapLayers, basemapSources, type Ground } from './basemap-style.ts'
import type { HeatMode, MapColours } from './case-map.ts'

export const SOURCES = {
  graticule: 'graticule',
  areas: 'areas',
  veil: 'veil',
  labels: 'labels',
  heat: 'heat',
  bins: 'bins',
  closed: 'closed',
  recent: 'recent',
  marks: 'marks',
} as const

export interface Look {
  colours: MapColours
  language: Language
  /** See readScale. */
  scale: number
  ground: Ground
  /** Codes of the areas that are told apart by colour. */
  shown: readonly string[]
  /** Zoom from which the borders of a tier are drawn. */
  bordersFrom: Readonly<Partial<Record<Tier, number>>>
  hasAreas: boolean
  heatMode: HeatMode
  /** Stretches the colours so that the hottest place has the last one. */
  heatIntensity: number
  /** Start of the window of closed cases, epoch ms. */
  closedFrom: number
}

const empty = { type: 'FeatureCollection' as const, features: [] }
const FONT = ['Noto Sans SC Variable']
/** Of names that are always said and of what stands under them, at scale 1. */
export const NAME_PX = 21
export const FIGURES_PX = 16.6

export function styleOf(look: Look): StyleSpecification {
  const { colours } = look
  return {
    version: 8,
    sources: { ...basemapSources(look.ground), ...ownSources() },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.of['map-ground'] } },
      ...graticuleLayers(look),
      ...basemapLayers(look.ground, look, 'under'),
      ...choroplethLayers(look),
      ...basemapLayers(look.ground, look, 'over'),
      ...borderLayers(look),
      ...heatLayers(look),
      ...doneLayers(look),
      ...basemapLayers(look.ground, look, 'names'),
      ...labelLayers(look),
      ...markLayers(look),
    ],
  }
}

function ownSources(): Record<string, SourceSpecification> {
  return {
    [SOURCES.graticule]: { type: 'geojson', data: empty },
    [SOURCES.areas]: { type: 'geojson', data: empty, promoteId: 'code', tolerance: 0.2 },
    [SOURCES.veil]: { type: 'geojson', data: empty, tolerance: 0.2 },
    // Ids make updateData possible: a feature without one could never be changed or removed.
    [SOURCES.labels]: { type: 'geojson', data: empty, promoteId: 'id' },
    [SOURCES.heat]: { type: 'geojson', data: empty, buffer: 128, maxzoom: 14 },
    [SOURCES.bins]: { type: 'geojson', data: empty },
    [SOURCES.closed]: { type: 'geojson', data: empty, buffer: 32, maxzoom: 14 },
    [SOURCES.recent]: { type: 'geojson', data: empty, promoteId: 'id', buffer: 32, maxzoom: 14 },
    [SOURCES.marks]: { type: 'geojson', data: empty, promoteId: 'id', buffer: 64, maxzoom: 14 },
  }
}

const visible = (is: boolean) => ({ visibility: is ? ('visible' as const) : ('none' as const) })

/** Lines of longitude and latitude: what shows that this is a map where nothing else does. */
const graticuleLayers = ({ colours, ground, hasAreas }: Look): LayerSpecification[] => [
  {
    id: 'graticule',
    type: 'line',
    source: SOURCES.graticule,
    layout: visible(ground.kind === 'none' && !hasAreas),
    paint: { 'line-color': colours.of['map-line'], 'line-width': 1 },
  },
]

const inList = (codes: readonly string[]): FilterSpecification => [
  'in',
  ['get', 'code'],
  ['literal', [...codes]],
]

const choroplethLayers = ({ colours, shown }: Look): LayerSpecification[] => [
  {
    id: 'choropleth',
    type: 'fill',
    source: SOURCES.areas,
    filter: inList(shown),
    paint: {
      'fill-color': [
        'match',
        ['coalesce', ['feature-state', 'class'], 0],
        ...colours.choropleth.slice(1).flatMap((colour, i) => [i + 1, colour]),
        colours.choropleth[0]!,
      ] as unknown as ExpressionSpecification,
      'fill-opacity': 0.9,
      'fill-antialias': false,
    },
  },
]

const BORDERS = [
  { id: 'grid', tiers: ['sector', 'grid', 'unit'], token: 'map-border-grid', width: 0.8 },
  { id: 'community', tiers: ['community'], token: 'map-border-community', width: 1 },
  { id: 'street', tiers: ['street'], token: 'map-border-street', width: 1.6 },
  { id: 'district', tiers: ['city', 'district'], token: 'map-border-district', width: 2.2 },
] as const

const borderLayers = ({ colours, scale, bordersFrom, shown }: Look): LayerSpecification[] => [
  // What lies outside of the opened area steps back.
  {
    id: 'veil',
    type: 'fill',
    source: SOURCES.veil,
    paint: { 'fill-color': colours.of['map-outside'], 'fill-opacity': 0.62, 'fill-antialias': false },
  },
  ...BORDERS.map(({ id, tiers, token, width }): LayerSpecification => ({
    id: `border-${id}`,
    type: 'line',
    source: SOURCES.areas,
    minzoom: Math.min(24, Math.min(...tiers.map((it) => bordersFrom[it] ?? 24))),
    filter: ['in', ['get', 'tier'], ['literal', [...tiers]]],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': colours.of[token], 'line-width': width * scale },
  })),
  {
    id: 'border-shown',
    type: 'line',
    source: SOURCES.areas,
    filter: inList(shown),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': colours.of['map-border-street'], 'line-width': 1.2 * scale },
  },
  {
    id: 'border-opened',
    type: 'line',
    source: SOURCES.veil,
    paint: { 'line-color': colours.of['map-border-district'], 'line-width': 2.4 * scale },
  },
]

const heatLayers = ({ colours, heatMode, heatIntensity }: Look): LayerSpecification[] => [
  {
    id: 'heat',
    type: 'heatmap',
    source: SOURCES.heat,
    layout: visible(heatMode === 'heat'),
    paint: {
      'heatmap-weight': ['get', 'weight'],
      // Doubles with every zoom, so that it means the same stretch of ground; never a mere dot.
      'heatmap-radius': ['interpolate', ['exponential', 2], ['zoom'], 9, 10, 11, 26, 12, 44, 15, 300],
      'heatmap-intensity': heatIntensity,
      'heatmap-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0.8, 16, 0.35],
      'heatmap-color': [
        'interpolate',
        ['linear'],
        ['heatmap-density'],
        0.08,
        colours.heat[0],
        0.3,
        colours.heat[1],
        0.65,
        colours.heat[2],
        1,
        colours.heat[3],
      ],
    },
  },
  {
    id: 'bins',
    type: 'fill',
    source: SOURCES.bins,
    layout: visible(heatMode === 'bins'),
    paint: {
      'fill-color': [
        'match',
        ['get', 'class'],
        1,
        colours.heat[1],
        2,
        colours.heat[1],
        3,
        colours.heat[2],
        colours.heat[3],
      ],
      'fill-opacity': ['match', ['get', 'class'], 1, 0.5, 2, 0.9, 3, 0.85, 0.85],
      'fill-outline-color': colours.outline,
    },
  },
]

/** Cases of the picture that were closed since then: on the map before the layer is asked for again. */
const doneLayers = ({ colours, closedFrom, scale }: Look): LayerSpecification[] => {
  const paint = {
    'circle-color': byKind((kind) => colours.kinds[kind]),
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, scale, 12, 1.6 * scale, 16, 4 * scale],
    'circle-opacity': ['interpolate', ['linear'], ['zoom'], 10, 0.2, 13, 0.4, 16, 0.5],
  } as CircleLayerSpecification['paint']
  return [
    { id: 'closed', type: 'circle', source: SOURCES.closed, paint: paint! },
    {
      id: 'recent',
      type: 'circle',
      source: SOURCES.recent,
      filter: ['>=', ['get', 'closedAt'], closedFrom],
      paint: paint!,
    },
  ]
}

/** A name and, on the next line where there are any, its figures; `share` of the name's size. */
const figuresFormat = ({ of }: MapColours, share: number): ExpressionSpecification => {
  const quiet = of['map-label-quiet']
  return [
    'format',
    ['get', 'name'],
    {},
    ['case', ['==', ['get', 'figures'], ''], '', ['concat', '\n', ['get', 'figures']]],
    { 'font-scale': share, 'text-color': quiet },
    ['get', 'late'],
    { 'font-scale': share, 'text-color': ['case', ['get', 'isLate'], of.overdue, quiet] },
  ] as unknown as ExpressionSpecification
}

/** Where a name may step aside to, in ems: up and down first, for a name beside its area is somebody else's. */
const ASIDE = [
  'center',
  [0, 0],
  ...[0.4, 1.2, 2].flatMap((em) => ['top', [0, em], 'bottom', [0, -em]]),
  ...['top-left', 'top-right', 'bottom-left', 'bottom-right'].flatMap((anchor) => [
    anchor,
    [anchor.endsWith('left') ? -1 : 1, anchor.startsWith('top') ? 0.8 : -0.8],
  ]),
]

/** Below the marks and so placed after them: a name makes way for a mark, a mark for nothing. */
const labelLayers = ({ colours, scale }: Look): LayerSpecification[] => {
  const halo = {
    'text-halo-color': colours.of['map-label-halo'],
    'text-halo-width': 1.6 * scale,
    'text-halo-blur': 0.4,
  }
  const shared = {
    'text-font': FONT,
    'text-line-height': 1.25,
    'text-max-width': 12,
    'text-padding': 2,
    'text-variable-anchor-offset': ASIDE as unknown as ['center', [number, number]],
  }
  return [
    {
      id: 'labels-around',
      type: 'symbol',
      source: SOURCES.labels,
      filter: ['all', ['==', ['get', 'rank'], 2], ['>=', ['zoom'], ['get', 'fromZoom']]],
      layout: { ...shared, 'text-field': ['get', 'name'], 'text-size': 16.6 * scale },
      paint: { 'text-color': colours.of['map-label-quiet'], ...halo, 'text-opacity': 0.7 },
    },
    {
      id: 'labels-within',
      type: 'symbol',
      source: SOURCES.labels,
      filter: ['all', ['==', ['get', 'rank'], 1], ['>=', ['zoom'], ['get', 'fromZoom']]],
      layout: { ...shared, 'text-field': figuresFormat(colours, 1), 'text-size': 16.6 * scale },
      paint: { 'text-color': colours.of['map-label-quiet'], ...halo },
    },
    {
      id: 'labels-shown',
      type: 'symbol',
      source: SOURCES.labels,
      filter: ['==', ['get', 'rank'], 0],
      layout: {
        'text-font': FONT,
        'text-line-height': 1.25,
        'text-max-width': 14,
        'text-field': figuresFormat(colours, FIGURES_PX / NAME_PX),
        'text-size': NAME_PX * scale,
        'text-overlap': 'always', // label-places.ts has found the best place there is
      },
      paint: { 'text-color': colours.of['map-label'], ...halo },
    },
  ]
}

const markLayers = ({ colours, scale }: Look): LayerSpecification[] => [
  {
    id: 'halos',
    type: 'circle',
    source: SOURCES.marks,
    filter: ['>=', ['get', 'worst'], 2],
    paint: {
      'circle-radius': ['*', ['get', 'halo'], scale],
      'circle-color': ['match', ['get', 'worst'], 2, colours.halo, 3, colours['halo-2'], colours['halo-3']],
      'circle-opacity': 0.8,
      'circle-opacity-transition': { duration: 0 },
    },
  },
  {
    id: 'marks',
    type: 'symbol',
    source: SOURCES.marks,
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-size': scale,
      'icon-overlap': 'always', // every case is on the map, whatever lies below
      'text-field': ['get', 'label'],
      'text-font': FONT,
      'text-size': 16.6 * scale,
      'text-overlap': 'always',
      'symbol-sort-key': ['get', 'worst'],
    },
    paint: {
      'text-color': ['case', ['get', 'onRed'], colours['on-overdue'], colours.of.text],
    },
  },
]

export const byKind = (value: (kind: Kind) => string): ExpressionSpecification =>
  [
    'match',
    ['get', 'kind'],
    ...KINDS.flatMap((kind) => [kind, value(kind)]),
    value('ticket'),
  ] as unknown as ExpressionSpecification
