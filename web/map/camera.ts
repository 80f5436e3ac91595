/** Where the map looks: fitted to the cases once, and then left alone. Pure. */

import type { Bounds } from '../layers/geometry.ts'

/** A few points far away (a wrong digit, another town) must not shrink the district to a dot. */
const STRAY_SHARE = 0.005
const STRAYS_FROM = 200

export function boundsOf(places: readonly (readonly [number, number])[]): Bounds | null {
  if (places.length === 0) return null
  const cut = places.length < STRAYS_FROM ? 0 : Math.floor(places.length * STRAY_SHARE)
  const range = (axis: 0 | 1): [number, number] => {
    const sorted = Float64Array.from(places, (it) => it[axis]).sort()
    return [sorted[cut]!, sorted[sorted.length - 1 - cut]!]
  }
  const [west, east] = range(0)
  const [south, north] = range(1)
  return [west, south, east, north]
}

/** From here on the fit is for good. */
const SETTLED = 50

/**
 * The first cases of an empty district say little about where it is: until some have come, each doubling may
 * fit again. Never after a person moved the map.
 */
export function shouldFit(fittedFor: number, located: number, touched: boolean): boolean {
  if (touched || located === 0) return false
  return fittedFor === 0 || (fittedFor < SETTLED && located >= fittedFor * 2)
}
