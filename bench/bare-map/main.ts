/// <reference types="vite/client" />
/**
 * What MapLibre alone costs: the open cases as one layer of circles, told the same differences as our wall's map
 * as often as that one takes them. No ground, no areas, no clusters, no names.
 */
import { Map as MapLibreMap, setWorkerUrl, type GeoJSONSource } from '../../web/node_modules/maplibre-gl'
import workerUrl from '../../web/node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import '../../web/node_modules/maplibre-gl/dist/maplibre-gl.css'
import type { SourceDiff } from '../../web/map/geojson-diff.ts'

/** As our map rests between two differences. */
const REST_MS = 200

setWorkerUrl(workerUrl)
const map = new MapLibreMap({
  container: 'map',
  style: {
    version: 8,
    sources: { cases: { type: 'geojson', data: '/cases', promoteId: 'id', maxzoom: 14 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#10161c' } },
      {
        id: 'cases',
        type: 'circle',
        source: 'cases',
        paint: {
          'circle-radius': 5,
          'circle-color': ['match', ['get', 'kind'], 'ticket', '#4aa3ff', 'hazard', '#ffb020', '#b58cff'],
        },
      },
    ],
  },
  bounds: [116.954, 30.4645, 117.1454, 30.5953],
  fadeDuration: 0,
  attributionControl: false,
  renderWorldCopies: false,
})

const rest = () => new Promise((resolve) => setTimeout(resolve, REST_MS))
const state = { updates: 0, drawn: false }
Object.assign(window, { bareMap: state })

async function follow(): Promise<void> {
  for (;;) {
    const diff = (await (await fetch('/changes')).json()) as SourceDiff | null
    if (diff) {
      await map.getSource<GeoJSONSource>('cases')!.updateData(diff)
      state.updates += 1
    }
    await rest()
  }
}
map.once('idle', () => {
  state.drawn = true
  void follow()
})
