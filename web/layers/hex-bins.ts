/**
 * Heat added up in hexagons whose origin is fixed to the earth: panning moves the map and never a bin. Their size
 * follows whole zooms. Pure.
 */
import type { Bounds } from './geometry.ts'
import type { HeatField } from './heat.ts'
import { latOf, lngOf, mercatorX, mercatorY, WORLD_PX } from './mercator.ts'

export interface HexBin {
  /** The same at every pan; with the size it names the bin. */
  key: string
  /** Six corners, [lng, lat], the first one repeated. */
  ring: [number, number][]
  weight: number
  /** 1 to 4, by the share of the fullest bin of the whole field, in quarters. */
  class: number
}

/** From the middle to a corner at the whole zoom. */
const RADIUS_PX = 22
const CORNERS = [0, 1, 2, 3, 4, 5, 0].map((i) => {
  const angle = (Math.PI / 180) * (60 * i - 30)
  return [Math.cos(angle), Math.sin(angle)] as const
})
export const BIN_CLASSES = 4

/** Only bins that touch the bounds, but each with its whole weight. */
export function hexBins(field: HeatField, zoom: number, bounds: Bounds): HexBin[] {
  const level = Math.floor(zoom)
  const radius = RADIUS_PX / (WORLD_PX * 2 ** level)
  const bins = new Map<string, { q: number; r: number; weight: number }>()
  let most = 0
  for (let i = 0; i < field.n; i += 1) {
    const { q, r } = hexAt(mercatorX(field.lng[i]!) / radius, mercatorY(field.lat[i]!) / radius)
    const key = `${level}:${q}:${r}`
    const bin = bins.get(key) ?? { q, r, weight: 0 }
    bin.weight += field.weight[i]!
    bins.set(key, bin)
    most = Math.max(most, bin.weight)
  }
  const [west, south, east, north] = bounds
  const seen: HexBin[] = []
  for (const [key, { q, r, weight }] of bins) {
    const x = Math.sqrt(3) * (q + r / 2) * radius
    const y = 1.5 * r * radius
    const ring = CORNERS.map(([dx, dy]): [number, number] => [lngOf(x + dx * radius), latOf(y + dy * radius)])
    if (!ring.some(([lng, lat]) => lng >= west && lng <= east && lat >= south && lat <= north)) continue
    seen.push({ key, ring, weight, class: Math.max(1, Math.ceil((weight / most) * BIN_CLASSES)) })
  }
  return seen
}

/** Pointed hexagons of radius 1 in axial coordinates, rounded as cubes. */
function hexAt(x: number, y: number): { q: number; r: number } {
  const q = (Math.sqrt(3) / 3) * x - y / 3
  const r = (2 / 3) * y
  const s = -q - r
  let [rq, rr] = [Math.round(q), Math.round(r)]
  const rs = Math.round(s)
  const [dq, dr, ds] = [Math.abs(rq - q), Math.abs(rr - r), Math.abs(rs - s)]
  if (dq > dr && dq > ds) rq = -rr - rs
  else if (dr > ds) rr = -rq - rs
  return { q: rq, r: rr }
}
