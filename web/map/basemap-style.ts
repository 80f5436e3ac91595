/**
 * The ground as layers of a style: the demo district's GeoJSON, or tiles in the OpenMapTiles schema. Calm by
 * design: it says where things are and never competes with the cases.
 */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { Language } from '../i18n/words.ts'
import type { MapColours, MapToken } from './case-map.ts'

export interface Ground {
  kind: 'none' | 'demo' | 'pmtiles'
  /** As MapLibre asks for it: through a protocol that gl-map.ts answers. Null with `none`. */
  url: string | null
  minZoom: number
  maxZoom: number
}
export const NO_GROUND: Ground = { kind: 'none', url: null, minZoom: 0, maxZoom: 14 }
export const BASE = 'base'

interface Dress {
  colours: MapColours
  language: Language
  scale: number
}
/** Below the areas' colours, above them, or names. */
type Part = 'under' | 'over' | 'names'

export function basemapSources({ kind, url, minZoom, maxZoom }: Ground): Record<string, SourceSpecification> {
  if (kind === 'none' || url === null) return {}
  if (kind === 'demo') return { [BASE]: { type: 'geojson', data: url, buffer: 64, tolerance: 0.3 } }
  return { [BASE]: { type: 'vector', tiles: [url], minzoom: minZoom, maxzoom: maxZoom } }
}

export function basemapLayers(ground: Ground, dress: Dress, part: Part): LayerSpecification[] {
  if (ground.kind === 'none' || ground.url === null) return []
  const find = ground.kind === 'demo' ? inDemo : inTiles
  if (part === 'names') return nameLayers(find, dress)
  return part === 'under' ? underLayers(find, dress) : overLayers(find, dress)
}

/** What a layer reads: the source's layer and a filter, by a word of ours. */
type Find = (what: Subject) => { 'source-layer'?: string; filter?: ExpressionSpecification } | null
type Subject =
  | 'water'
  | 'waterway'
  | 'green'
  | 'built'
  | 'rail'
  | 'motorway'
  | 'major'
  | 'middle'
  | 'minor'
  | 'lane'
  | 'bridge'
  | 'place'
  | 'street-names'
  | 'water-names'
  | 'waterway-names'

const oneOf = (field: string, values: string[]): ExpressionSpecification => [
  'in',
  ['get', field],
  ['literal', values],
]
const DEMO_ROADS: Partial<Record<Subject, string[]>> = {
  motorway: ['motorway'],
  major: ['ring', 'arterial'],
  middle: ['secondary'],
  minor: ['street'],
  lane: ['lane'],
}
const inDemo: Find = (what) => {
  const road = DEMO_ROADS[what]
  if (road) return { filter: ['all', ['==', ['get', 'layer'], 'road'], oneOf('class', road)] }
  if (what === 'street-names') return { filter: ['==', ['get', 'layer'], 'road'] }
  if (what === 'water-names') return { filter: ['==', ['get', 'layer'], 'water'] }
  if (what === 'waterway-names') return { filter: ['==', ['get', 'layer'], 'waterway'] }
  return { filter: ['==', ['get', 'layer'], what] }
}

const TILE_ROADS: Partial<Record<Subject, string[]>> = {
  motorway: ['motorway', 'trunk'],
  major: ['primary'],
  middle: ['secondary', 'tertiary'],
  minor: ['minor', 'street', 'street_limited'],
  lane: ['service', 'path', 'track', 'pedestrian'],
  rail: ['rail', 'transit'],
}
const TILES: Partial<Record<Subject, [layer: string, filter?: ExpressionSpecification]>> = {
  water: ['water'],
  waterway: ['waterway'],
  green: ['landcover', oneOf('class', ['wood', 'grass', 'farmland', 'wetland', 'park'])],
  built: ['building'],
  place: ['place'],
  'street-names': ['transportation_name'],
  'water-names': ['water_name', ['==', ['geometry-type'], 'Point']],
  'waterway-names': ['water_name', ['==', ['geometry-type'], 'LineString']],
  bridge: ['transportation', ['==', ['get', 'brunnel'], 'bridge']],
}
const inTiles: Find = (what) => {
  const road = TILE_ROADS[what]
  if (road) return { 'source-layer': 'transportation', filter: oneOf('class', road) }
  const found = TILES[what]
  if (!found) return null
  return { 'source-layer': found[0], ...(found[1] && { filter: found[1] }) }
}

const grow = (from: number, at: number, to: number, wide: number): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  from,
  at,
  to,
  wide,
]

function fill(
  find: Find,
  what: Subject,
  token: MapToken,
  { colours }: Dress,
  minzoom = 0,
): LayerSpecification[] {
  const read = find(what)
  if (!read) return []
  return [
    {
      id: `base-${what}`,
      type: 'fill',
      source: BASE,
      ...read,
      minzoom,
      // Streets and water may carry a polygon and a line under one name.
      filter: both(read.filter, ['==', ['geometry-type'], 'Polygon']),
      paint: { 'fill-color': colours.of[token] },
    },
  ]
}
const both = (a: ExpressionSpecification | undefined, b: ExpressionSpecification): ExpressionSpecification =>
  a ? ['all', a, b] : b

function line(
  find: Find,
  what: Subject,
  colour: string,
  width: ExpressionSpecification | number,
  more: { id?: string; minzoom?: number; dash?: number[]; cap?: 'butt' | 'round' } = {},
): LayerSpecification[] {
  const read = find(what)
  if (!read) return []
  return [
    {
      id: more.id ?? `base-${what}`,
      type: 'line',
      source: BASE,
      ...read,
      minzoom: more.minzoom ?? 0,
      layout: { 'line-join': 'round', 'line-cap': more.cap ?? 'round' },
      paint: {
        'line-color': colour,
        'line-width': width,
        ...(more.dash && { 'line-dasharray': more.dash }),
      },
    },
  ]
}

const underLayers = (find: Find, dress: Dress): LayerSpecification[] => [
  ...fill(find, 'built', 'map-built', dress),
  ...fill(find, 'green', 'map-green', dress),
]

const ROADS: [what: Subject, from: number, token: MapToken, width: ExpressionSpecification][] = [
  ['lane', 14.5, 'map-road-minor', grow(14, 0.5, 18, 5)],
  ['minor', 12.6, 'map-road-minor', grow(12, 0.4, 18, 10)],
  ['middle', 10.5, 'map-road-minor', grow(10, 0.5, 18, 15)],
  ['major', 9, 'map-road-major', grow(9, 0.6, 18, 20)],
  ['motorway', 7, 'map-road-major', grow(7, 0.6, 18, 24)],
]

function overLayers(find: Find, dress: Dress): LayerSpecification[] {
  const { of } = dress.colours
  return [
    ...fill(find, 'water', 'map-water', dress),
    ...line(find, 'waterway', of['map-water'], grow(9, 0.8, 18, 14)),
    ...line(find, 'rail', of['map-rail'], grow(10, 0.7, 18, 4), { minzoom: 10, dash: [4, 2], cap: 'butt' }),
    ...ROADS.filter(([what]) => what !== 'lane').flatMap(([what, minzoom, , width]) =>
      line(find, what, of['map-road-case'], widened(width), {
        id: `base-${what}-case`,
        minzoom: minzoom + 1.5,
      }),
    ),
    ...ROADS.flatMap(([what, minzoom, token, width]) => line(find, what, of[token], width, { minzoom })),
    ...line(find, 'bridge', of['map-bridge'], grow(11, 1, 18, 18), { minzoom: 12, cap: 'butt' }),
  ]
}
const widened = (width: ExpressionSpecification): ExpressionSpecification => {
  const [kind, curve, by, from, at, to, wide] = width as unknown as [
    string,
    unknown,
    unknown,
    number,
    number,
    number,
    number,
  ]
  return [kind, curve, by, from, at + 1, to, wide + 2.4] as unknown as ExpressionSpecification
}

/** A name in the page's language, else whatever there is: some archives call every name “latin”, Chinese ones too. */
const NAMES: Record<Language, readonly string[]> = {
  'zh-CN': ['name:zh', 'name:nonlatin', 'name', 'name:latin'],
  en: ['nameEn', 'name:en', 'name_en', 'name:latin', 'name'],
}
export const nameOf = (language: Language): ExpressionSpecification =>
  ['coalesce', ...NAMES[language].map((it) => ['get', it]), ''] as unknown as ExpressionSpecification

function nameLayers(find: Find, { colours, language, scale }: Dress): LayerSpecification[] {
  const names = (
    what: Subject,
    token: MapToken,
    placement: 'line' | 'point',
    minzoom: number,
  ): LayerSpecification[] => {
    const read = find(what)
    if (!read) return []
    return [
      {
        id: `base-${what}`,
        type: 'symbol',
        source: BASE,
        ...read,
        filter: both(read.filter, ['!=', nameOf(language), '']),
        minzoom,
        layout: {
          'symbol-placement': placement,
          'text-field': nameOf(language),
          'text-font': ['Noto Sans SC Variable'],
          'text-size': 16.6 * scale,
          'text-max-width': 8,
          'text-padding': 12,
          'symbol-spacing': 420,
        },
        paint: {
          'text-color': colours.of[token],
          'text-halo-color': colours.of['map-label-halo'],
          'text-halo-width': 1.2 * scale,
        },
      },
    ]
  }
  return [
    ...names('street-names', 'map-label-road', 'line', 13.5),
    ...names('waterway-names', 'map-label-water', 'line', 12),
    ...names('water-names', 'map-label-water', 'point', 11),
    ...names('place', 'map-label-quiet', 'point', 12.5),
  ]
}
