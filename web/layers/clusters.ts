/**
 * Open cases gathered where they would lie on each other: data in, answers out. Every located case is in exactly
 * one answer for a zoom, alone or in a cluster, and a cluster knows its worst and its mix.
 */
import { KINDS } from '@shaotai/shared/domain/vocabulary.ts'
import Supercluster from 'supercluster'
import type { Bounds } from './geometry.ts'
import { isLocated, type Located, type OpenCase } from './open-cases.ts'
import type { Urgency } from './urgency.ts'

/** From the next zoom on nothing is gathered: houses lie apart there. */
export const CLUSTERED_TO = 16

interface Sum {
  /** Cases by kind, in the order of KINDS. */
  kinds: [number, number, number]
  worst: Urgency
  overdue: number
}
export interface Gathered extends Sum {
  /** The same contents at the same place have the same key. */
  key: string
  lng: number
  lat: number
  count: number
  /** The case itself, where it stands alone. */
  single: Located | null
  /** Where it falls apart; null for a single one. */
  opensAt: number | null
}

export interface Clusters {
  load(cases: Iterable<OpenCase>): void
  /** What stands within the bounds at a zoom. */
  within(bounds: Bounds, zoom: number): Gathered[]
  /** Cases that were loaded. */
  size(): number
}

const sumOf = ({ kind, urgency }: Located): Sum => ({
  kinds: KINDS.map((it) => (it === kind ? 1 : 0)) as Sum['kinds'],
  worst: urgency,
  overdue: urgency > 1 ? 1 : 0,
})

/** `radiusPx`: two closer than this are one. */
export function openClusters(radiusPx: number): Clusters {
  const make = () =>
    new Supercluster<Located, Sum>({
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
        if (!isLocated(it)) continue
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
          const single = properties as Located
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
