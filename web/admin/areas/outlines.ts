/** Outlines of a boundary file as paths of a small drawing. Pure; what is no outline is left out, the server says why. */

export interface Drawing {
  /** Of all outlines together, in the drawing's own units. */
  path: string
  viewBox: string
  /** [lng, lat] → [x, y] */
  at: (lng: number, lat: number) => [number, number]
}

/** The longer side, in units: a tenth of one is less than a pixel of the preview. */
const SIDE = 1000

/** Null: not one outline can be drawn. */
export function drawOutlines(features: readonly unknown[]): Drawing | null {
  const rings = features.flatMap((it) =>
    ringsIn((it as { geometry?: { coordinates?: unknown } | null } | null)?.geometry?.coordinates, 4),
  )
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of rings.flat()) {
    west = Math.min(west, lng)
    east = Math.max(east, lng)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  if (!(west < east && south < north)) return null
  // A degree of longitude is shorter than one of latitude; in metres of a projection nothing is.
  const narrow = Math.abs(north) <= 90 ? Math.cos((((south + north) / 2) * Math.PI) / 180) : 1
  const scale = SIDE / Math.max((east - west) * narrow, north - south)
  const at = (lng: number, lat: number): [number, number] => [
    Math.round((lng - west) * narrow * scale * 10) / 10,
    Math.round((north - lat) * scale * 10) / 10,
  ]
  const path = rings.map((ring) => `M${ring.map(([lng, lat]) => at(lng, lat).join(' ')).join('L')}Z`).join('')
  const [width, height] = at(east, south)
  return { path, viewBox: `-8 -8 ${width + 16} ${height + 16}`, at }
}

type Place = [lng: number, lat: number]
const isPlace = (it: unknown): it is Place =>
  Array.isArray(it) && Number.isFinite(it[0]) && Number.isFinite(it[1])

/** Anything may stand in the place of coordinates. */
function ringsIn(it: unknown, depth: number): Place[][] {
  if (!Array.isArray(it) || depth === 0) return []
  if (it.length > 0 && it.every(isPlace)) return [it as Place[]]
  return it.flatMap((inner) => ringsIn(inner, depth - 1))
}
