/**
 * The cases drawn by MapLibre: the only import of maplibre-gl. Sources are told differences, one at a time,
 * and the last state asked for always wins. When the graphics context is lost the map is built anew, with
 * its camera and its data. No Vue in here: a reactive proxy around these objects breaks them.
 */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { KINDS } from '@shaotai/shared/domain/vocabulary.ts'
import { Map as MapLibreMap, ScaleControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { Bounds } from './camera.ts'
import { toLiveFeature } from './case-features.ts'
import type { CaseMap, MapColours, MapEvents } from './case-map.ts'
import { openSourceFeeder, type SourceFeeder } from './source-feeder.ts'
import type { ClosedSet } from '../layers/closed-set.ts'
import { openClosedFeeder, type ClosedFeeder } from './closed-feeder.ts'
import { graticule } from './graticule.ts'
import { drawIcon } from './icons.ts'
import { CLOSED, GRATICULE, heatIntensity, iconName, LIVE, recentSince, styleOf } from './style.ts'

// Without it MapLibre's worker never starts under a bundler and the map stays blank.
setWorkerUrl(workerUrl)

/** A lost context sometimes comes back by itself, half alive; a new map after this is always whole. */
const REBUILD_MS = 700
const REBUILDS = 3
const ICON_PX = 22
const ICON_RATIO = 2
const PADDING_PX = 48
const CLOSEST_FIT = 14

interface Built {
  map: MapLibreMap
  live: SourceFeeder<CaseView>
  closed: ClosedFeeder
}

/** Throws where WebGL cannot be had at all. */
export function openGlMap(container: HTMLElement, colours: MapColours, events: MapEvents): CaseMap {
  let camera: { center: [number, number]; zoom: number } = { center: [110, 30], zoom: 3 }
  let wanted: { cases: ReadonlyMap<string, CaseView>; closed: ClosedSet | null } | null = null
  let wantedFit: Bounds | null = null
  let rebuild: ReturnType<typeof setTimeout> | undefined
  let rebuilds = 0
  let recentFrom: number | null = null
  let built: Built | null = build()

  function build(): Built {
    recentFrom = null
    const map = new MapLibreMap({
      container,
      style: styleOf(colours),
      ...camera,
      attributionControl: false,
      fadeDuration: 0, // a fade repaints for a third of a second after every change
      dragRotate: false,
      pitchWithRotate: false,
      renderWorldCopies: false,
      maxZoom: 18,
    })
    map.touchZoomRotate.disableRotation()
    map.addControl(new ScaleControl({ maxWidth: 120, unit: 'metric' }), 'bottom-right')
    for (const kind of KINDS) {
      const icon = drawIcon(kind, ICON_PX * ICON_RATIO, colours).getImageData(
        0,
        0,
        ICON_PX * ICON_RATIO,
        ICON_PX * ICON_RATIO,
      )
      map.addImage(iconName(kind), icon, { pixelRatio: ICON_RATIO })
    }
    const next: Built = {
      map,
      live: openSourceFeeder(() => map.getSource<GeoJSONSource>(LIVE), toLiveFeature),
      closed: openClosedFeeder(() => map.getSource<GeoJSONSource>(CLOSED)),
    }
    map.once('load', () => {
      if (built !== next) return
      events.onRestoring(false)
      rebuilds = 0
      next.live.start()
      next.closed.start()
      drawGraticule(map)
    })
    map.on('moveend', () => {
      const { lng, lat } = map.getCenter()
      camera = { center: [lng, lat], zoom: map.getZoom() }
      drawGraticule(map)
    })
    map.on('movestart', (event) => event.originalEvent && events.onTouched())
    map.on('webglcontextlost', () => {
      events.onRestoring(true)
      rebuild = setTimeout(renew, REBUILD_MS)
    })
    return next
  }

  function renew(): void {
    discard()
    rebuilds += 1
    try {
      if (rebuilds > REBUILDS) throw new Error('The graphics context is lost again and again.')
      built = build()
      feed()
      if (wantedFit) fit(wantedFit)
    } catch {
      events.onImpossible()
    }
  }
  function discard(): void {
    clearTimeout(rebuild)
    built?.live.stop()
    built?.closed.stop()
    built?.map.remove()
    built = null
  }
  function feed(): void {
    if (!wanted || !built) return
    const { cases, closed } = wanted
    const intensity = heatIntensity(cases.size)
    // Only when it would be seen: setting a paint property repaints the whole map.
    const { map } = built
    if (
      map.isStyleLoaded() &&
      Math.abs((map.getPaintProperty('heat', 'heatmap-intensity') as number) / intensity - 1) > 0.2
    ) {
      map.setPaintProperty('heat', 'heatmap-intensity', intensity)
    }
    built.live.show(cases)
    if (closed) {
      built.closed.show(closed)
      if (map.isStyleLoaded() && closed.from !== recentFrom) {
        recentFrom = closed.from
        map.setFilter('recent', recentSince(recentFrom))
      }
    }
  }
  function fit(bounds: Bounds): void {
    wantedFit = null
    if (!built) wantedFit = bounds
    built?.map.fitBounds(bounds, { padding: PADDING_PX, maxZoom: CLOSEST_FIT, duration: 0 })
  }
  return {
    show: (cases, closed) => {
      wanted = { cases, closed }
      feed()
    },
    fit,
    counts: () => ({
      open: built?.live.count((it) => it.properties!['open'] === 1) ?? 0,
      closed: built?.closed.count() ?? 0,
    }),
    destroy: discard,
  }
}

function drawGraticule(map: MapLibreMap): void {
  const { _sw: southWest, _ne: northEast } = map.getBounds()
  void map
    .getSource<GeoJSONSource>(GRATICULE)
    ?.setData(graticule([southWest.lng, southWest.lat, northEast.lng, northEast.lat]))
}
