/**
 * Where arrows stand at the edge of the view for what happened outside of it: the map does not jump, it points.
 * Pure: places and a view in, pixels out.
 */
import { lngOf, latOf, mercatorX, mercatorY, projectionOf, type View } from '../layers/mercator.ts'

export interface Elsewhere {
  lng: number
  lat: number
  because: 'new' | 'overdue'
}
export interface Arrow {
  key: string
  /** Pixels from the top left, where it stands. */
  x: number
  y: number
  /** Clockwise from straight up, degrees. */
  turn: number
  /** One of eight, clockwise from north. */
  direction: number
  count: number
  /** Overdue where one of them is. */
  because: 'new' | 'overdue'
  /** The middle of what it points to. */
  place: [lng: number, lat: number]
}

/** Those that lie in about one direction share an arrow. */
const SECTORS = 16
const FULL = 2 * Math.PI

export const isOutside = (view: View, lng: number, lat: number): boolean => {
  const [x, y] = projectionOf(view)(lng, lat)
  return x < 0 || y < 0 || x > view.width || y > view.height
}

/** `inset`: pixels an arrow keeps from the edge. */
export function edgeArrows(places: readonly Elsewhere[], view: View, inset: number): Arrow[] {
  const project = projectionOf(view)
  const sectors = new Map<number, Elsewhere[]>()
  for (const it of places) {
    if (!isOutside(view, it.lng, it.lat)) continue
    const [x, y] = project(it.lng, it.lat)
    const turn = (Math.atan2(x - view.width / 2, view.height / 2 - y) + FULL) % FULL
    const sector = Math.round((turn / FULL) * SECTORS) % SECTORS
    sectors.set(sector, [...(sectors.get(sector) ?? []), it])
  }
  return Array.from(sectors, ([sector, all]) => {
    const middle = (axis: (it: Elsewhere) => number) =>
      all.reduce((sum, it) => sum + axis(it), 0) / all.length
    const place: [number, number] = [
      lngOf(middle((it) => mercatorX(it.lng))),
      latOf(middle((it) => mercatorY(it.lat))),
    ]
    const [x, y] = project(...place)
    const [dx, dy] = [x - view.width / 2, y - view.height / 2]
    const reach = Math.min(
      Math.abs((view.width / 2 - inset) / (dx || 1e-9)),
      Math.abs((view.height / 2 - inset) / (dy || 1e-9)),
    )
    const turn = ((Math.atan2(dx, -dy) + FULL) % FULL) * (360 / FULL)
    return {
      key: String(sector),
      x: view.width / 2 + dx * reach,
      y: view.height / 2 + dy * reach,
      turn,
      direction: Math.round(turn / 45) % 8,
      count: all.length,
      because: all.some((it) => it.because === 'overdue') ? 'overdue' : 'new',
      place,
    }
  })
}
