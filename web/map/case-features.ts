/** Cases as features of a map: pure. What an audience may not place (null coordinates) is not on it. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Priority } from '@shaotai/shared/domain/vocabulary.ts'
import type { Feature, Point } from 'geojson'
import { isMapped } from '../layers/places.ts'

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

/** Every case of the picture that has a place; `open` tells the marks from what only adds heat. */
export function toLiveFeature(it: CaseView): Feature<Point> | null {
  if (!isMapped(it) || it.status === 'rejected') return null
  const open = isOpen(it)
  const heat = WEIGHT[it.priority] * (open ? 1 : CLOSED_FACTOR)
  return point(it.id, it.lng, it.lat, { kind: it.kind, open: open ? 1 : 0, heat, closedAt: it.closedAt ?? 0 })
}
