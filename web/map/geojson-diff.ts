/**
 * What a GeoJSON source must be told so that it shows `after` instead of `before`. Pure. Objects are compared
 * by identity first, so ten thousand unchanged cases cost one comparison each.
 */
import type { Feature, Point } from 'geojson'

export interface SourceDiff {
  remove: string[]
  /** New and changed ones: adding an id that exists replaces it. */
  add: Feature<Point>[]
}

/** Null when nothing on the map differs. `toFeature` gives null for what has no place on it. */
export function diffFeatures<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  toFeature: (it: T) => Feature<Point> | null,
): SourceDiff | null {
  const remove: string[] = []
  const add: Feature<Point>[] = []
  for (const [id, now] of after) {
    const then = before.get(id)
    if (then === now) continue
    const feature = toFeature(now)
    const shown = then === undefined ? null : toFeature(then)
    if (!feature && shown) remove.push(id)
    else if (feature && !(shown && sameFeature(shown, feature))) add.push(feature)
  }
  for (const [id, then] of before) if (!after.has(id) && toFeature(then)) remove.push(id)
  return add.length > 0 || remove.length > 0 ? { remove, add } : null
}

/** A case changes often in ways a map does not show. */
function sameFeature(a: Feature<Point>, b: Feature<Point>): boolean {
  const [lngA, latA] = a.geometry.coordinates
  const [lngB, latB] = b.geometry.coordinates
  if (lngA !== lngB || latA !== latB) return false
  return Object.keys(b.properties!).every((key) => a.properties![key] === b.properties![key])
}
