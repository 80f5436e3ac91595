/**
 * Hands the closed layer to MapLibre as three features, one of many points for each kind, and through a
 * protocol of our own: what goes in as an object is kept by the page beside what the library
 * keeps of it, what is asked for by address is made for the worker; the library keeps what the worker sends back. Not told of every closing: the live source shows
 * the latest ones until the next time.
 */
import { DONE_KEPT } from '@shaotai/shared/domain/picture.ts'
import { KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { FeatureCollection, MultiPoint } from 'geojson'
import { addProtocol, removeProtocol, type GeoJSONSource } from 'maplibre-gl'
import type { ClosedSet } from '../layers/closed-set.ts'

/** The picture still holds this many closings and one more hundred: none is off the map in between. */
const REFRESH_AFTER = DONE_KEPT - 100
/** A few closings may wait this long for their place in the layer; they are on the map already. */
const REFRESH_MS = 60_000

let opened = 0

export interface ClosedFeeder {
  show(wanted: ClosedSet): void
  start(): void
  stop(): void
  count(): number
}

export function openClosedFeeder(source: () => GeoJSONSource | undefined): ClosedFeeder {
  opened += 1
  const protocol = `closed-cases-${opened}`
  let wanted: ClosedSet | null = null
  let handed: { set: ClosedSet; size: number } | null = null
  let ready = false
  let busy = false
  let version = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  addProtocol(protocol, async () => ({ data: wanted ? featuresOf(wanted) : featuresOf(null) }))

  async function feed(): Promise<void> {
    if (busy || !ready || !wanted) return
    clearTimeout(timer)
    timer = undefined
    busy = true
    handed = { set: wanted, size: wanted.points.size }
    version += 1
    try {
      await source()?.setData(`${protocol}://${version}`)
    } finally {
      busy = false
      consider()
    }
  }
  /** Another reading at once; closings when there are many, or after a while. */
  function consider(): void {
    if (!wanted || wanted === handed?.set || !ready || busy) return
    const isOther = wanted.points !== handed?.set.points
    if (isOther || Math.abs(wanted.points.size - handed!.size) >= REFRESH_AFTER) return void feed()
    timer ??= setTimeout(() => {
      timer = undefined
      void feed()
    }, REFRESH_MS)
  }
  return {
    show: (next) => {
      wanted = next
      consider()
    },
    start: () => {
      ready = true
      consider()
    },
    stop: () => {
      ready = false
      clearTimeout(timer)
      removeProtocol(protocol)
    },
    count: () => (handed ? wanted!.points.size : 0),
  }
}

function featuresOf(set: ClosedSet | null): FeatureCollection<MultiPoint, { kind: Kind }> {
  const places: Record<Kind, [number, number][]> = { ticket: [], hazard: [], dispute: [] }
  set?.points.forEach((kind, lng, lat) => places[kind].push([lng, lat]))
  return {
    type: 'FeatureCollection',
    features: KINDS.filter((kind) => places[kind].length > 0).map((kind) => ({
      type: 'Feature',
      properties: { kind },
      geometry: { type: 'MultiPoint', coordinates: places[kind] },
    })),
  }
}
