/** Web Mercator as a square from 0 to 1, north up, and a camera over it in pixels. Pure. */
import type { Bounds } from './geometry.ts'

const TOP = 85.051129
export const mercatorX = (lng: number): number => lng / 360 + 0.5
export const mercatorY = (lat: number): number => {
  const sine = Math.sin((Math.max(-TOP, Math.min(TOP, lat)) * Math.PI) / 180)
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
}
export const lngOf = (x: number): number => (x - 0.5) * 360
export const latOf = (y: number): number =>
  (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90

/** As MapLibre counts: at zoom 0 the world is this many pixels wide. */
export const WORLD_PX = 512

export interface Camera {
  center: [lng: number, lat: number]
  zoom: number
}
/** A camera and the pixels it fills. */
export interface View extends Camera {
  width: number
  height: number
}
export type Project = (lng: number, lat: number) => [x: number, y: number]

/** Degrees to pixels from the top left of the view. */
export function projectionOf({ center, zoom, width, height }: View): Project {
  const scale = WORLD_PX * 2 ** zoom
  const [midX, midY] = [mercatorX(center[0]), mercatorY(center[1])]
  return (lng, lat) => [
    width / 2 + (mercatorX(lng) - midX) * scale,
    height / 2 + (mercatorY(lat) - midY) * scale,
  ]
}
/** And back. */
export function placeAt({ center, zoom, width, height }: View, x: number, y: number): [number, number] {
  const scale = WORLD_PX * 2 ** zoom
  return [
    lngOf(mercatorX(center[0]) + (x - width / 2) / scale),
    latOf(mercatorY(center[1]) + (y - height / 2) / scale),
  ]
}
/** What the view shows, and `beyond` of its width and height more on every side. */
export function boundsOfView(view: View, beyond = 0): Bounds {
  const [west, north] = placeAt(view, -view.width * beyond, -view.height * beyond)
  const [east, south] = placeAt(view, view.width * (1 + beyond), view.height * (1 + beyond))
  return [west, south, east, north]
}
/** The camera that shows all of the bounds, `padding` pixels clear on every side, no closer than `closest`. */
export function cameraFor(
  [west, south, east, north]: Bounds,
  { width, height, padding, closest }: { width: number; height: number; padding: number; closest: number },
): Camera {
  const [left, right, top, bottom] = [mercatorX(west), mercatorX(east), mercatorY(north), mercatorY(south)]
  const across = Math.max(width - 2 * padding, 1) / Math.max(right - left, 1e-12)
  const down = Math.max(height - 2 * padding, 1) / Math.max(bottom - top, 1e-12)
  const zoom = Math.log2(Math.min(across, down) / WORLD_PX)
  return {
    center: [lngOf((left + right) / 2), latOf((top + bottom) / 2)],
    zoom: Math.max(0, Math.min(zoom, closest)),
  }
}
