/**
 * The district drawn by MapLibre. Sources are told differences, one at a time, and the last scene asked for always
 * wins; the style is patched, never replaced. When the graphics context is lost the map is built anew, with its
 * camera and its data. No Vue in here: a reactive proxy around these objects breaks them.
 */
import {
  Map as MapLibreMap,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { BasemapReply } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Gathered } from '../layers/clusters.ts'
import type { Bounds } from '../layers/geometry.ts'
import { hexBins } from '../layers/hex-bins.ts'
import { boundsOfView, type Camera, type View } from '../layers/mercator.ts'
import { tierZooms } from './area-borders.ts'
import type { AreaLabel } from './area-labels.ts'
import { NO_GROUND } from './basemap-style.ts'
import { readColours, readScale, type CaseMap, type MapEvents, type MapScene } from './case-map.ts'
import { radiusOf } from './cluster-icon.ts'
import { openClosedFeeder, type ClosedFeeder } from './closed-feeder.ts'
import { openClusterFeeder } from './cluster-feeder.ts'
import { openGlIcons, type GlIcons } from './gl-icons.ts'
import {
  areaFeatures,
  binFeatures,
  heatFeatures,
  heatIntensity,
  toLabelFeature,
  toRecentFeature,
  veilFeatures,
} from './gl-sources.ts'
import { graticule } from './graticule.ts'
import { openGround, type OpenGround } from './ground.ts'
import { openPulse, type Pulse } from './halo-pulse.ts'
import { openPlacer } from './label-places.ts'
import { toMarkFeature } from './mark-features.ts'
import { fontFor } from './page-font.ts'
import { mayMove } from './renderer.ts'
import { openSourceFeeder, openWholeFeeder, type SourceFeeder, type WholeFeeder } from './source-feeder.ts'
import { FIGURES_PX, NAME_PX, SOURCES, styleOf, type Look } from './style.ts'
import { patchSteps } from './style-patch.ts'
import { applyStep } from './style-steps.ts'

// Without it MapLibre's worker never starts under a bundler and the map stays blank.
setWorkerUrl(workerUrl)

/** A lost context sometimes comes back by itself, half alive; a new map after this is always whole. */
const REBUILD_MS = 700
const REBUILDS = 3
const PADDING_PX = 36
const CLOSEST_FIT = 16
const CLUSTER_PX = 54
const EASE_MS = 900
/** Marks are known this share of the view beyond its edges, so that a pan shows none missing. */
const BEYOND = 0.5
/** Figures under a name are read at leisure, and each change lays out every name anew. */
const LABELS_REST_MS = 3_000
/** A pale dot for what has just been closed. */
const RECENT_REST_MS = 5_000
/** Where a click still means the mark beside it. */
const NEAR_PX = 8
const RULER_PX = 120

interface Built {
  map: MapLibreMap
  ruler: ScaleControl
  style: StyleSpecification
  ready: boolean
  icons: GlIcons
  marks: SourceFeeder<Gathered>
  labels: SourceFeeder<AreaLabel>
  recent: SourceFeeder<CaseView>
  closed: ClosedFeeder
  wholes: Record<'areas' | 'veil' | 'heat' | 'bins', WholeFeeder>
  pulse: Pulse
  /** What the sources were last given, to tell what is different. */
  given: Partial<MapScene>
  classes: Map<string, number>
}

/** Throws where WebGL cannot be had at all. */
export function openGlMap(container: HTMLElement, events: MapEvents): CaseMap {
  let camera: Camera = { center: [110, 30], zoom: 3 }
  let scene: MapScene | null = null
  let ground: OpenGround = { ground: NO_GROUND, close: () => {} }
  let groundOf: BasemapReply | null = null
  let colours = readColours(container)
  let scale = readScale()
  let rebuild: ReturnType<typeof setTimeout> | undefined
  let rebuilds = 0
  let repaints = 0
  let gone = false
  const clusters = openClusterFeeder(CLUSTER_PX * scale, showMarks)
  let shownMarks: ReadonlyMap<string, Gathered> = new Map()
  /** Labels whose every character the page's font can draw. */
  let sayable: MapScene['labels'] | null = null
  const place = openPlacer()
  let built: Built | null = build()

  function lookOf(): Look {
    const { tree } = scene ?? {}
    return {
      colours,
      scale,
      ground: ground.ground,
      language: scene?.language ?? 'zh-CN',
      shown: scene?.shown ?? [],
      bordersFrom: tree ? tierZooms(tree, scale) : {},
      hasAreas: tree !== null && tree !== undefined && tree.bounds !== null,
      heatMode: scene?.heatMode ?? 'off',
      heatIntensity: heatIntensity(scene?.heat ?? null),
      closedFrom: scene?.closed?.from ?? 0,
    }
  }
  function viewOf(map: MapLibreMap): View {
    const { lng, lat } = map.getCenter()
    return {
      center: [lng, lat],
      zoom: map.getZoom(),
      width: container.clientWidth,
      height: container.clientHeight,
    }
  }

  /** As long as its letters need: a library's pixels are too few on a large wall. */
  function openRuler(): ScaleControl {
    return new ScaleControl({ maxWidth: RULER_PX * scale, unit: 'metric' })
  }
  function layRuler(): void {
    if (!built) return
    built.map.removeControl(built.ruler)
    built.ruler = openRuler()
    built.map.addControl(built.ruler, 'bottom-right')
  }
  function build(): Built {
    const ruler = openRuler()
    const style = styleOf(lookOf())
    const map = new MapLibreMap({
      container,
      style,
      ...camera,
      attributionControl: false, // said in words beside the legend
      fadeDuration: 0, // a fade repaints for a third of a second after every change
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      maxZoom: 18.5,
    })
    map.touchZoomRotate.disableRotation()
    map.keyboard.disableRotation()
    map.addControl(ruler, 'bottom-right')
    const source = (name: keyof typeof SOURCES) => () => map.getSource<GeoJSONSource>(SOURCES[name])
    const next: Built = {
      map,
      ruler,
      style,
      ready: false,
      icons: openGlIcons(map, colours, scale),
      marks: openSourceFeeder(source('marks'), toMarkFeature),
      labels: openSourceFeeder(source('labels'), toLabelFeature, LABELS_REST_MS),
      recent: openSourceFeeder(source('recent'), toRecentFeature, RECENT_REST_MS),
      closed: openClosedFeeder(source('closed')),
      wholes: {
        areas: openWholeFeeder(source('areas')),
        veil: openWholeFeeder(source('veil')),
        heat: openWholeFeeder(source('heat')),
        bins: openWholeFeeder(source('bins')),
      },
      pulse: openPulse((strength) => map.setPaintProperty('halos', 'circle-opacity', strength)),
      given: {},
      classes: new Map(),
    }
    map.once('style.load', () => {
      if (built !== next) return
      next.ready = true
      events.onRestoring(false)
      for (const it of feedersOf(next)) it.start()
      feed()
      drawGraticule(map)
    })
    map.once('idle', () => (rebuilds = 0))
    map.on('render', () => (repaints += 1))
    let level = Math.floor(map.getZoom())
    map.on('zoom', () => {
      if (Math.floor(map.getZoom()) === level) return
      level = Math.floor(map.getZoom())
      gather()
      sayNames(true)
    })
    map.on('moveend', () => {
      const view = viewOf(map)
      camera = { center: view.center, zoom: view.zoom }
      gather()
      sayNames(true)
      drawBins()
      drawGraticule(map)
      events.onMoved(view)
    })
    map.on('movestart', (event) => event.originalEvent && events.onTouched())
    map.on('click', ({ point, lngLat }) => {
      const near: [[number, number], [number, number]] = [
        [point.x - NEAR_PX, point.y - NEAR_PX],
        [point.x + NEAR_PX, point.y + NEAR_PX],
      ]
      const [hit] = next.ready ? map.queryRenderedFeatures(near, { layers: ['marks'] }) : []
      const it = hit && shownMarks.get(hit.properties['id'] as string)
      if (it?.opensAt != null) {
        events.onTouched()
        look({ center: [it.lng, it.lat], zoom: Math.min(it.opensAt + 0.3, 18) }, true)
      } else events.onPointed(lngLat.lng, lngLat.lat, it?.single ?? null)
    })
    map.on('webglcontextlost', () => {
      events.onRestoring(true)
      clearTimeout(rebuild)
      rebuild = setTimeout(renew, REBUILD_MS)
    })
    return next
  }
  const feedersOf = ({ marks, labels, recent, closed, wholes }: Built) => [
    marks,
    labels,
    recent,
    closed,
    ...Object.values(wholes),
  ]

  function renew(): void {
    discard()
    rebuilds += 1
    try {
      if (rebuilds > REBUILDS) throw new Error('The graphics context is lost again and again.')
      built = build()
    } catch {
      events.onImpossible()
    }
  }
  function discard(): void {
    clearTimeout(rebuild)
    if (!built) return
    for (const it of feedersOf(built)) it.stop()
    built.pulse.stop()
    built.map.remove()
    built = null
  }

  function feed(): void {
    if (!scene || !built?.ready) return
    const { map, given, wholes, recent, closed } = built
    void openBasemap()
    dress()
    const { tree, area } = scene
    if (tree && tree !== given.tree) {
      wholes.areas.show(() => areaFeatures(tree))
      built.classes.clear()
      map.removeFeatureState({ source: SOURCES.areas })
    }
    if (tree && (tree !== given.tree || area !== given.area)) wholes.veil.show(() => veilFeatures(tree, area))
    const { labels, language } = scene
    const sameNames = tree === given.tree && area === given.area && language === given.language
    if (labels !== given.labels && sameNames && sayable === given.labels) {
      sayable = labels
      sayNames(false)
    } else if (labels !== given.labels) {
      const said = labels
      // A map keeps a glyph that it drew in the wrong font.
      void fontFor(said.map((it) => it.name + it.figures + it.late).join('')).then(() => {
        if (scene?.labels !== said) return
        sayable = said
        sayNames(true)
      })
    }
    recent.show(scene.cases)
    if (scene.closed) closed.show(scene.closed)
    gather()
    if (scene.heatMode === 'heat' && (scene.heat !== given.heat || given.heatMode !== 'heat')) {
      const { heat } = scene
      wholes.heat.show(() => (heat ? heatFeatures(heat) : { type: 'FeatureCollection', features: [] }))
    }
    if (scene.heat !== given.heat || scene.heatMode !== given.heatMode) drawBins()
    built.given = scene
  }
  /** Only values that differ reach the map, for each one repaints it whole. */
  function dress(): void {
    if (!built?.ready) return
    const after = styleOf(lookOf())
    for (const step of patchSteps(built.style, after)) applyStep(built.map, step)
    built.style = after
  }
  function colourAreas(classes: ReadonlyMap<string, number>): void {
    if (!built) return
    const { map, classes: had } = built
    for (const code of new Set([...had.keys(), ...classes.keys()])) {
      const value = classes.get(code) ?? 0
      if ((had.get(code) ?? 0) === value) continue
      map.setFeatureState({ source: SOURCES.areas, id: code }, { class: value })
      had.set(code, value)
    }
  }
  function gather(): void {
    if (!built?.ready || !scene) return
    const view = viewOf(built.map)
    clusters.show(scene.open, boundsOfView(view, BEYOND), view.zoom)
  }
  function showMarks(found: readonly Gathered[]): void {
    if (!built?.ready) return
    const isFirst = shownMarks.size === 0
    shownMarks = new Map(found.map((it) => [it.key, it]))
    built.marks.show(shownMarks)
    // With the marks that say the same, and so in the same painting.
    if (scene) colourAreas(scene.classes)
    built.pulse.set(found.some((it) => it.worst >= 2))
    sayNames(isFirst)
  }
  /** `soon`: other names, or other places for them. */
  function sayNames(soon: boolean): void {
    const { tree } = scene ?? {}
    if (!built?.ready || !tree || !sayable) return
    const taken = () =>
      Array.from(shownMarks.values(), (it) => ({
        lng: it.lng,
        lat: it.lat,
        reach: (it.single ? 9 : radiusOf(it.count) + 3) * scale,
      }))
    const view = viewOf(built.map)
    // Names of another zoom would be laid out for nobody.
    const near = sayable.filter((it) => it.fromZoom < Math.floor(view.zoom) + 1)
    const paper = { tree, view, namePx: NAME_PX * scale, figuresPx: FIGURES_PX * scale }
    built.labels.show(new Map(place(near, taken, paper, performance.now()).map((it) => [it.code, it])), soon)
  }
  function drawBins(): void {
    if (!built?.ready || scene?.heatMode !== 'bins' || !scene.heat) return
    const { heat } = scene
    const view = viewOf(built.map)
    built.wholes.bins.show(() => binFeatures(hexBins(heat, view.zoom, boundsOfView(view, BEYOND))))
  }
  async function openBasemap(): Promise<void> {
    if (!scene || scene.basemap === groundOf) return
    const asked = (groundOf = scene.basemap)
    const next = await openGround(asked)
    if (gone || groundOf !== asked) return next.close()
    const old = ground
    ground = next
    dress()
    old.close()
  }

  function look(to: Camera, eased: boolean): void {
    camera = to
    built?.map.easeTo({ ...to, duration: eased && mayMove() ? EASE_MS : 0 })
  }
  return {
    show: (next) => {
      scene = next
      feed()
    },
    fit: (bounds: Bounds, eased) =>
      built?.map.fitBounds(bounds, {
        padding: PADDING_PX * scale,
        maxZoom: CLOSEST_FIT,
        duration: eased && mayMove() ? EASE_MS : 0,
      }),
    look,
    view: () => (built ? viewOf(built.map) : { ...camera, width: 0, height: 0 }),
    counts: () => ({
      open: built?.ready ? clusters.size() : 0,
      closed: built?.closed.count() ?? 0,
    }),
    repaints: () => repaints,
    isWhole: () => built?.ready === true && built.map.loaded(),
    restyle: () => {
      colours = readColours(container)
      scale = readScale()
      built?.icons.redraw(colours, scale)
      layRuler()
      dress()
    },
    destroy: () => {
      gone = true
      discard()
      clusters.stop()
      ground.close()
    },
  }

  function drawGraticule(map: MapLibreMap): void {
    if (ground.ground.kind !== 'none' || (scene?.tree?.bounds ?? null)) return
    const { _sw: southWest, _ne: northEast } = map.getBounds()
    void map
      .getSource<GeoJSONSource>(SOURCES.graticule)
      ?.setData(graticule([southWest.lng, southWest.lat, northEast.lng, northEast.lat]))
  }
}
