/// <reference types="vite/client" />
/**
 * The wall's map without our code: MapLibre is asked again, at the same moments, what the wall asked of it while it
 * was recorded. Everything up to the window that is measured is asked at once, before it begins.
 */
import {
  addProtocol,
  Map as MapLibreMap,
  setWorkerUrl,
  type MapOptions,
} from '../../web/node_modules/maplibre-gl'
import workerUrl from '../../web/node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import '../../web/node_modules/maplibre-gl/dist/maplibre-gl.css'
import type { Call, Recording } from './recording.ts'

type Methods = Record<string, (...args: unknown[]) => unknown>
const state = { drawn: false, asked: 0, replay: (): void => {} }
Object.assign(window, { replayed: state })

setWorkerUrl(workerUrl)
const recording = (await (await fetch('/recording')).json()) as Recording
for (const [protocol, data] of Object.entries(recording.grounds))
  addProtocol(protocol, () => Promise.resolve({ data }))
const map = new MapLibreMap({ ...recording.options, container: 'map' } as MapOptions)
map.setMissingStyleImageResolver((id) => {
  const it = recording.images[id]
  if (!it) return
  const data = Uint8ClampedArray.from(atob(it.bytes), (character) => character.codePointAt(0)!)
  map.addImage(id, new ImageData(data, it.width, it.height), { pixelRatio: it.pixelRatio })
})

function ask({ source, method, args }: Call): void {
  const of = (source === null ? map : map.getSource(source)) as unknown as Methods
  void of[method]!(...args)
  state.asked += 1
}
await map.once('style.load')
const windowFrom = Number(new URLSearchParams(location.search).get('from'))
for (const it of recording.calls) if (it.at < windowFrom) ask(it)
map.once('idle', () => {
  state.drawn = true
})
state.replay = () => {
  for (const it of recording.calls) if (it.at >= windowFrom) setTimeout(() => ask(it), it.at - windowFrom)
}
