/** A place that everybody is to look at, and how much of the map around it that is. Pure. */
import type { AreaTree } from '../layers/area-tree.ts'
import type { Bounds } from '../layers/geometry.ts'

/** Of a case whose place is not for this screen, the area that it may know. */
export interface Spot {
  lng: number | null
  lat: number | null
  area: string | null
}

/** A few streets each way, so that people see where in the district it is. */
const AROUND_METRES = 700
/** Of those metres, upwards and downwards: it stands in the lower part, clear of the card that tells of it. */
const [ABOVE, BELOW] = [1.5, 0.6]
const METRES_A_DEGREE = 111_320

/** Null: it has no place on this map. */
export function boundsOfSpot({ lng, lat, area }: Spot, tree: AreaTree | null): Bounds | null {
  if (lng === null || lat === null) return (area !== null && tree?.byCode.get(area)?.bounds) || null
  const up = AROUND_METRES / METRES_A_DEGREE
  const across = up / Math.cos((lat * Math.PI) / 180)
  return [lng - across, lat - up * BELOW, lng + across, lat + up * ABOVE]
}
