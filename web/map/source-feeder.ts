/**
 * Keeps one GeoJSON source equal to the newest state it was shown: one difference under way at a time, so
 * that a slow worker skips states instead of queueing them (trust R21).
 */
import type { Feature, FeatureCollection, Point } from 'geojson'
import type { GeoJSONSource } from 'maplibre-gl'
import { diffFeatures } from './geojson-diff.ts'

/** Every difference repaints the whole map: under a stream of them five times a second is enough for an eye. */
const REST_MS = 200

export interface SourceFeeder<T> {
  /** `soon`: whatever rest there is, for somebody is waiting. */
  show(wanted: ReadonlyMap<string, T>, soon?: boolean): void
  /** The map has its style: what was shown before waits until then. */
  start(): void
  stop(): void
  /** Features handed over that answer yes. */
  count(which: (feature: Feature<Point>) => boolean): number
}

/** `restMs`: between two differences. */
export function openSourceFeeder<T>(
  source: () => GeoJSONSource | undefined,
  toFeature: (it: T) => Feature<Point> | null,
  restMs = REST_MS,
): SourceFeeder<T> {
  let shown: ReadonlyMap<string, T> = new Map()
  let wanted: ReadonlyMap<string, T> = shown
  let ready = false
  let busy = false
  let hurried = false
  let wake = () => {}
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function feed(): Promise<void> {
    if (busy || !ready) return
    busy = true
    try {
      while (ready && wanted !== shown) {
        hurried = false
        const next = wanted
        const diff = diffFeatures(shown, next, toFeature)
        if (diff) await source()?.updateData(diff)
        shown = next
        if (diff && !hurried) await rest()
      }
    } finally {
      busy = false
    }
  }
  return {
    show: (next, soon = false) => {
      wanted = next
      if (soon) {
        hurried = true
        wake()
      }
      void feed()
    },
    start: () => {
      ready = true
      void feed()
    },
    stop: () => {
      ready = false
      wake()
    },
    count: (which) => {
      let n = 0
      for (const it of shown.values()) {
        const feature = toFeature(it)
        if (feature && which(feature)) n += 1
      }
      return n
    },
  }
}

/** The same for what is handed over whole: a slow worker skips what came in between. */
export interface WholeFeeder {
  show(make: () => FeatureCollection): void
  start(): void
  stop(): void
}
export function openWholeFeeder(source: () => GeoJSONSource | undefined): WholeFeeder {
  let wanted: (() => FeatureCollection) | null = null
  let ready = false
  let busy = false

  async function feed(): Promise<void> {
    if (busy || !ready) return
    busy = true
    try {
      while (ready && wanted) {
        const make = wanted
        wanted = null
        await source()?.setData(make())
      }
    } finally {
      busy = false
    }
  }
  return {
    show: (make) => {
      wanted = make
      void feed()
    },
    start: () => {
      ready = true
      void feed()
    },
    stop: () => {
      ready = false
    },
  }
}
