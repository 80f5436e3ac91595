/**
 * Open cases gathered where they would lie on each other: data in, answers out. Every located case is in exactly
 * one answer for a zoom, alone or in a cluster, and a cluster knows its worst and its mix.
 */
import { KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import Supercluster from 'supercluster'
import type { Bounds } from './geometry.ts'
import type { Located } from './open-cases.ts'
import type { Urgency } from './urgency.ts'

/** From the next zoom on nothing is gathered: houses lie apart there. */
export const CLUSTERED_TO = 16

/** As much of a case as gathering needs. */
export interface Placed {
  id: string
  kind: Kind
  lng: number
  lat: number
  urgency: Urgency
}
interface Sum {
  /** Cases by kind, in the order of KINDS. */
  kinds: [number, number, number]
  worst: Urgency
  overdue: number
}
export interface Gathered<T extends Placed = Located> extends Sum {
  /** The same contents at the same place have the same key. */
  key: string
  lng: number
  lat: number
  count: number
  /** The case itself, where it stands alone. */
  single: T | null
  /** Where it falls apart; null for a single one. */
  opensAt: number | null
}

type MaybePlaced<T extends Placed> = Omit<T, 'lng' | 'lat'> & { lng: number | null; lat: number | null }

export interface Clusters<T extends Placed = Located> {
  load(cases: Iterable<MaybePlaced<T>>): void
  /** What stands within the bounds at a zoom. */
  within(bounds: Bounds, zoom: number): Gathered<T>[]
  /** Cases that were loaded. */
  size(): number
}

const sumOf = ({ kind, urgency }: Placed): Sum => ({
  kinds: KINDS.map((it) => (it === kind ? 1 : 0)) as Sum['kinds'],
  worst: urgency,
  overdue: urgency > 1 ? 1 : 0,
})

const isPlaced = <T extends Placed>(it: MaybePlaced<T>): it is MaybePlaced<T> & T =>
  it.lng !== null && it.lat !== null

/** `radiusPx`: two closer than this are one. */
export function openClusters<T extends Placed = Located>(radiusPx: number): Clusters<T> {
  const make = () =>
    new Supercluster<T, Sum>({
      radius: radiusPx,
      extent: 512,
      maxZoom: CLUSTERED_TO,
      map: sumOf,
      reduce: (sum, it) => {
        sum.kinds = sum.kinds.map((n, i) => n + it.kinds[i]!) as Sum['kinds']
        sum.worst = Math.max(sum.worst, it.worst) as Urgency
        sum.overdue += it.overdue
      },
    })
  let index = make().load([])
  let size = 0
  return {
    load: (cases) => {
      const points = []
      for (const it of cases) {
        if (!isPlaced<T>(it)) continue
        points.push({
          type: 'Feature' as const,
          properties: it,
          geometry: { type: 'Point' as const, coordinates: [it.lng, it.lat] },
        })
      }
      size = points.length
      index = make().load(points)
    },
    within: (bounds, zoom) =>
      index.getClusters(bounds, Math.floor(zoom)).map(({ geometry, properties }) => {
        const [lng, lat] = geometry.coordinates as [number, number]
        if (!('cluster' in properties)) {
          const single = properties as T
          const sum = sumOf(single)
          return {
            ...sum,
            key: `${single.id}:${sum.worst}`,
            lng: single.lng,
            lat: single.lat,
            count: 1,
            single,
            opensAt: null,
          }
        }
        const { kinds, worst, overdue, point_count: count, cluster_id: id } = properties
        return {
          kinds,
          worst,
          overdue,
          key: `${lng.toFixed(6)},${lat.toFixed(6)}:${kinds.join()}:${worst}:${overdue}`,
          lng,
          lat,
          count,
          single: null,
          opensAt: index.getClusterExpansionZoom(id),
        }
      }),
    size: () => size,
  }
}
