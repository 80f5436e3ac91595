/** Cases as points of a map: pure. What an audience may not place (null coordinates) is not on it. */
import type { ClosedLayer } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import type { Kind, Priority } from '@shaotai/shared/domain/vocabulary.ts'
import type { Feature, Point } from 'geojson'

/** A closed case of the layer that is read by window. */
export interface ClosedPoint {
  id: string
  kind: Kind
  lng: number
  lat: number
  closedAt: number
}

/** Heat: how much one case adds. Urgent ones weigh more; one that was just closed still warms a little. */
const WEIGHT: Record<Priority, number> = { P1: 1, P2: 0.7, P3: 0.4, P4: 0.25 }
const CLOSED_FACTOR = 0.4

const point = (
  id: string,
  lng: number,
  lat: number,
  properties: Record<string, unknown>,
): Feature<Point> => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [lng, lat] },
  properties: { id, ...properties },
})

export const isMapped = (it: CaseView): it is CaseView & { lng: number; lat: number } =>
  it.lng !== null && it.lat !== null

/** Every case of the picture that has a place; `open` tells the marks from what only adds heat. */
export function toLiveFeature(it: CaseView): Feature<Point> | null {
  if (!isMapped(it) || it.status === 'rejected') return null
  const open = isOpen(it)
  const heat = WEIGHT[it.priority] * (open ? 1 : CLOSED_FACTOR)
  return point(it.id, it.lng, it.lat, { kind: it.kind, open: open ? 1 : 0, heat })
}

export const toClosedFeature = (it: ClosedPoint): Feature<Point> =>
  point(it.id, it.lng, it.lat, { kind: it.kind })

/** Columns to rows, newest closing first. */
export const closedPointsOf = ({ id, kind, lng, lat, closedAt }: ClosedLayer): ClosedPoint[] =>
  id.map((it, i) => ({ id: it, kind: kind[i]!, lng: lng[i]!, lat: lat[i]!, closedAt: closedAt[i]! }))

/** A case of the picture as a point of the closed layer, if it is one since `from` (epoch ms). */
export function closedPointOf(it: CaseView, from: number): ClosedPoint | null {
  if (it.status !== 'closed' || it.closedAt === null || it.closedAt < from || !isMapped(it)) return null
  return { id: it.id, kind: it.kind, lng: it.lng, lat: it.lat, closedAt: it.closedAt }
}

export interface PlaceCounts {
  openOnMap: number
  openWithoutPlace: number
}
export function countPlaces({ cases }: Picture): PlaceCounts {
  const counts = { openOnMap: 0, openWithoutPlace: 0 }
  for (const it of cases.values()) {
    if (isOpen(it)) counts[isMapped(it) ? 'openOnMap' : 'openWithoutPlace'] += 1
  }
  return counts
}
