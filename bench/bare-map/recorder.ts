/**
 * Stands in for MapLibre in a wall that is recorded: the same library, which also notes what our code asks of it.
 * A wall that is measured has the library itself.
 */
import {
  addProtocol as realAddProtocol,
  Map as RealMap,
  type MapOptions,
} from '../../web/node_modules/maplibre-gl'
import type { Call, Recording } from './recording.ts'

export * from '../../web/node_modules/maplibre-gl'

/** What changes a map. Looking at one costs what it costs and leads to nothing. */
const OF_MAP = [
  'setPaintProperty',
  'setLayoutProperty',
  'setFilter',
  'setLayerZoomRange',
  'addLayer',
  'removeLayer',
  'addSource',
  'removeSource',
  'setFeatureState',
  'removeFeatureState',
  'easeTo',
  'fitBounds',
] as const
const OF_SOURCE = ['setData', 'updateData'] as const

type Methods = Record<string, (...args: unknown[]) => unknown>
const recording: Recording = { options: {}, calls: [], images: {}, grounds: {} }
Object.assign(window, { mapRecording: recording })

export class Map extends RealMap {
  constructor(options: MapOptions) {
    super(options)
    const { container: _, ...rest } = options
    recording.options = rest
    recording.calls = []
    const begun = performance.now()
    let depth = 0
    const wrap = (it: Methods, names: readonly string[], source: string | null): void => {
      for (const method of names) {
        const real = it[method]!.bind(it)
        it[method] = (...args) => {
          // What the library asks of itself meanwhile it will ask of itself again.
          if (depth === 0)
            recording.calls.push({ at: performance.now() - begun, source, method, args } satisfies Call)
          depth += 1
          try {
            return real(...args)
          } finally {
            depth -= 1
          }
        }
      }
    }
    const self = this as unknown as Methods
    wrap(self, OF_MAP, null)
    const wrapped = new WeakSet<object>()
    const getSource = self['getSource']!.bind(this)
    self['getSource'] = (id) => {
      const source = getSource(id) as Methods | undefined
      if (source && 'updateData' in source && !wrapped.has(source)) {
        wrapped.add(source)
        wrap(source, OF_SOURCE, id as string)
      }
      return source
    }
    const addImage = self['addImage']!.bind(this)
    self['addImage'] = (...args) => {
      const [name, image, { pixelRatio }] = args as [string, ImageData, { pixelRatio: number }]
      let bytes = ''
      for (const it of image.data) bytes += String.fromCodePoint(it)
      recording.images[name] = { width: image.width, height: image.height, pixelRatio, bytes: btoa(bytes) }
      return addImage(...args)
    }
  }
}

export const addProtocol: typeof realAddProtocol = (protocol, load) =>
  realAddProtocol(protocol, async (...asked) => {
    const answer = await load(...asked)
    recording.grounds[protocol] = answer.data as object
    return answer
  })
