/** Web Mercator fitted to a box of pixels, for the plain map. Pure. */
import type { Bounds } from './camera.ts'

export type Project = (lng: number, lat: number) => [number, number]

const PADDING_PX = 32
/** A single case must not fill the world: no closer than about two kilometres across. */
const LEAST_SPAN = 0.02 / 360

const mercatorX = (lng: number): number => lng / 360 + 0.5
const mercatorY = (lat: number): number => {
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180)
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
}

export function projectionTo([west, south, east, north]: Bounds, width: number, height: number): Project {
  const [left, right, top, bottom] = [mercatorX(west), mercatorX(east), mercatorY(north), mercatorY(south)]
  const across = (width - 2 * PADDING_PX) / Math.max(right - left, LEAST_SPAN)
  const down = (height - 2 * PADDING_PX) / Math.max(bottom - top, LEAST_SPAN)
  const scale = Math.min(across, down)
  const [midX, midY] = [(left + right) / 2, (top + bottom) / 2]
  return (lng, lat) => [
    width / 2 + (mercatorX(lng) - midX) * scale,
    height / 2 + (mercatorY(lat) - midY) * scale,
  ]
}
