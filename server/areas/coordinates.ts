/**
 * The coordinate systems that sources speak, turned into WGS-84 once, where something comes in: a report, a file of
 * areas. Nothing behind this border knows another system. The only place that may open gcoord.
 *
 * `cgcs2000`, 天地图's, is WGS-84 within a decimetre: the same numbers. `gcj02` (高德, 腾讯) is off by up to 714 m inside
 * China, and `bd09` (百度) by up to 1,530 m. Outside of a box around China, 72.004–137.8347 E and 0.8293–55.8271 N, GCJ-02
 * is WGS-84 by definition; the box holds Taiwan and parts of the neighbours too, as all published code has it.
 */
import gcoord from 'gcoord'
import type { Position } from '@shaotai/shared/domain/area.ts'
import type { Crs } from '@shaotai/shared/domain/vocabulary.ts'

const { transform, WGS84, GCJ02, BD09 } = gcoord

/** Of each system that is not WGS-84: where it puts a place. */
const FROM_WGS84: Partial<Record<Crs, (place: Position) => Position>> = {
  gcj02: (place) => transform<Position>([...place], WGS84, GCJ02),
  bd09: (place) => transform<Position>([...place], WGS84, BD09),
}

/** In degrees: a tenth of a millimetre. */
const EXACT = 1e-9
/** Four are enough everywhere inside the box. */
const STEPS = 12

/**
 * [lng, lat] of the system → WGS-84, to a thousandth of a millimetre inside China. The shift is published one way only;
 * back, the place is sought whose shift leads here. gcoord's own way back seeks until it has found, and on the box's
 * edge, where the shift begins, it never does: ours ends, there, with the nearest it has come.
 */
export function toWgs84(told: Position, crs: Crs): Position {
  const shifted = FROM_WGS84[crs]
  if (!shifted) return told
  let [lng, lat] = told
  let best: Position = [lng, lat]
  let least = Infinity
  for (let step = 0; step < STEPS && least > EXACT; step += 1) {
    const [x, y] = shifted([lng, lat])
    const off = Math.hypot(x - told[0], y - told[1])
    if (off < least) [best, least] = [[lng, lat], off]
    lng -= x - told[0]
    lat -= y - told[1]
  }
  return best
}

/** WGS-84 → [lng, lat] of the system: for tests and for what is handed to others. */
export const fromWgs84 = (place: Position, crs: Crs): Position => FROM_WGS84[crs]?.(place) ?? place
