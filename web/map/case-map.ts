/** What a drawing of the district can do, whoever draws it: MapLibre with WebGL, or the plain one without. */
import type { BasemapReply } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { Language } from '../i18n/words.ts'
import type { AreaTree } from '../layers/area-tree.ts'
import type { ClosedSet } from '../layers/closed-set.ts'
import type { Bounds } from '../layers/geometry.ts'
import type { HeatField } from '../layers/heat.ts'
import type { Camera, View } from '../layers/mercator.ts'
import type { Located, OpenCases } from '../layers/open-cases.ts'
import type { AreaLabel } from './area-labels.ts'
import type { LevelColours } from './icons.ts'

export const HEAT_MODES = ['heat', 'bins', 'off'] as const
export type HeatMode = (typeof HEAT_MODES)[number]

/** Everything that is drawn, as one value: a drawing finds out by itself what is different. */
export interface MapScene {
  basemap: BasemapReply | null
  language: Language
  /** The picture's cases; what closed a moment ago is drawn from them. */
  cases: ReadonlyMap<string, CaseView>
  open: OpenCases
  closed: ClosedSet | null
  tree: AreaTree | null
  /** The area that is opened; null: the whole. */
  area: string | null
  /** Areas that are told apart by colour. */
  shown: readonly string[]
  /** Class of each by code, 1 to 5; who is not in it has none. */
  classes: ReadonlyMap<string, number>
  labels: readonly AreaLabel[]
  heatMode: HeatMode
  heat: HeatField | null
}

export interface CaseMap {
  /** Calls may come faster than they are drawn; the last one counts. */
  show(scene: MapScene): void
  /** Eased where the machine can and the person wants it. */
  fit(bounds: Bounds, eased: boolean): void
  look(camera: Camera, eased: boolean): void
  view(): View
  /** What has been handed to the drawing: open cases, each alone or in a cluster, and closed ones. */
  counts(): { open: number; closed: number }
  /** How often it has been painted since it was opened. */
  repaints(): number
  /** Nothing that was handed over still waits to be painted. */
  isWhole(): boolean
  /** Colours or the size of type have changed: read them again, keep everything else. */
  restyle(): void
  destroy(): void
}

export interface MapEvents {
  /** A person moved the map: from now on it is theirs. */
  onTouched(): void
  onMoved(view: View): void
  /** A person pointed at a place; the case that stands there alone, if one does. */
  onPointed(lng: number, lat: number, it: Located | null): void
  /** The drawing was lost and is being rebuilt, or is back. */
  onRestoring(restoring: boolean): void
  /** It cannot be drawn this way here. */
  onImpossible(): void
}

/** Tokens of the map by their names without `--`; web/styles/tokens.css says what each is for. */
const TOKENS = [
  'map-ground',
  'map-outside',
  'map-built',
  'map-green',
  'map-water',
  'map-water-line',
  'map-road-major',
  'map-road-minor',
  'map-road-case',
  'map-bridge',
  'map-rail',
  'map-line',
  'map-border-district',
  'map-border-street',
  'map-border-community',
  'map-border-grid',
  'map-label',
  'map-label-quiet',
  'map-label-road',
  'map-label-water',
  'map-label-green',
  'map-label-halo',
  'map-selected',
  'map-cluster',
  'map-cluster-ring',
  'choropleth-none',
  'choropleth-1',
  'choropleth-2',
  'choropleth-3',
  'choropleth-4',
  'choropleth-5',
  'heat-none',
  'heat-few',
  'heat-some',
  'heat-many',
  'text',
  'near-due',
  'overdue',
  'on-overdue',
  'overdue-edge',
  'halo',
  'halo-2',
  'halo-3',
] as const
export type MapToken = (typeof TOKENS)[number]

export interface MapColours extends LevelColours {
  of: Record<MapToken, string>
  outline: string
  kinds: Record<Kind, string>
  /** Heat from none (the first one's colour, clear) over few and some to many. */
  heat: readonly [string, string, string, string]
  /** By class, 0 (none) to 5. */
  choropleth: readonly string[]
}

/** From the tokens: a map cannot read custom properties itself. */
export function readColours(element: Element): MapColours {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const of = Object.fromEntries(TOKENS.map((it) => [it, read(it)])) as Record<MapToken, string>
  return {
    of,
    outline: read('map-outline'),
    kinds: { ticket: read('ticket'), hazard: read('hazard'), dispute: read('dispute') },
    heat: [of['heat-none'], of['heat-few'], of['heat-some'], of['heat-many']],
    choropleth: [
      of['choropleth-none'],
      of['choropleth-1'],
      of['choropleth-2'],
      of['choropleth-3'],
      of['choropleth-4'],
      of['choropleth-5'],
    ],
    'near-due': of['near-due'],
    overdue: of.overdue,
    'on-overdue': of['on-overdue'],
    'overdue-edge': of['overdue-edge'],
    halo: of.halo,
    'halo-2': of['halo-2'],
    'halo-3': of['halo-3'],
  }
}

/** One unit of type: what is 18 px on a wall of 1080 lines. Everything on the map grows with it. */
export const readScale = (): number =>
  Math.max(0.6, parseFloat(getComputedStyle(document.documentElement).fontSize) / 18)
