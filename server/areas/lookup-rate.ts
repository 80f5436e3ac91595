/**
 * How many points a second are told their areas: what the bench reports and what areas are promised to reach.
 * Points are drawn from the bounds, so that some lie outside of everything, as wrong reports do.
 */
import type { AreaIndex } from './area-index.ts'

export interface LookupRate {
  perSecond: number
  /** Share of the points that lie in an area: a rate of points that are all outside would prove little. */
  insideShare: number
}

/** `elapsed`: ms that only grow. `chance`: 0 to 1. Throws where there are no areas. */
export function measureLookups(
  { at, bounds }: AreaIndex,
  { points, elapsed, chance }: { points: number; elapsed: () => number; chance: () => number },
): LookupRate {
  if (!bounds) throw new Error('there are no areas to look points up in')
  const [west, south, east, north] = bounds
  const places = Float64Array.from({ length: points * 2 }, (_, i) =>
    i % 2 === 0 ? west + chance() * (east - west) : south + chance() * (north - south),
  )
  let inside = 0
  const startedAt = elapsed()
  for (let i = 0; i < places.length; i += 2) if (at(places[i]!, places[i + 1]!)) inside += 1
  const seconds = (elapsed() - startedAt) / 1000
  return { perSecond: points / seconds, insideShare: inside / points }
}
