/** Open cases around a place, and the ring on a map that says how far that looked. Pure. */
import { projectionOf, type View } from '../../layers/mercator.ts'
import type { Entry } from '../queue/entries.ts'

/** As far as somebody who is there anyway would walk. */
export const NEAR_METRES = 500
/** More marks than these say only: many. */
const MOST = 60
const METRES_PER_DEGREE = 111_320

export interface Near {
  entry: Entry
  metres: number
}

/** Nearest first; of what lies at one spot the gravest. Flat ground is right to a metre at this reach. */
export function nearOf(chosen: Entry, entries: Iterable<Entry>, reach = NEAR_METRES): Near[] {
  const { lng, lat, id } = chosen.it
  if (lng === null || lat === null) return []
  const shrink = Math.cos((lat * Math.PI) / 180)
  const near: Near[] = []
  for (const entry of entries) {
    const { it } = entry
    if (!entry.isOpen || it.id === id || it.lng === null || it.lat === null) continue
    const north = (it.lat - lat) * METRES_PER_DEGREE
    if (Math.abs(north) > reach) continue
    const metres = Math.hypot(north, (it.lng - lng) * METRES_PER_DEGREE * shrink)
    if (metres <= reach) near.push({ entry, metres })
  }
  return near.sort((a, b) => a.metres - b.metres || b.entry.regret - a.entry.regret).slice(0, MOST)
}

export interface Ring {
  x: number
  y: number
  /** Of `NEAR_METRES`, px. */
  radius: number
}
export function ringOf(view: View, lng: number, lat: number): Ring {
  const project = projectionOf(view)
  const [x, y] = project(lng, lat)
  const [, north] = project(lng, lat + NEAR_METRES / METRES_PER_DEGREE)
  return { x, y, radius: y - north }
}
