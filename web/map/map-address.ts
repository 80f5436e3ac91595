/**
 * What the address says about the map: `?area=CODE` opens an area, `?at=lng,lat,zoom` puts the camera, so that a
 * link or a QR code leads to the same view. Written without a step in the history.
 */
import type { Camera } from '../layers/mercator.ts'

export function areaInAddress(search: string): string | null {
  return new URLSearchParams(search).get('area') || null
}

/** Null: none, or not three numbers on this earth. */
export function cameraInAddress(search: string): Camera | null {
  const [lng, lat, zoom, ...more] = (new URLSearchParams(search).get('at') ?? '').split(',').map(Number)
  if (lng === undefined || lat === undefined || zoom === undefined || more.length > 0) return null
  const fits = Math.abs(lng) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 20
  return fits ? { center: [lng, lat], zoom } : null
}

/** The rest of the address stays as it is, and so does what a router keeps with it. */
export function writeArea(code: string | null): void {
  const url = new URL(location.href)
  if (code === null) url.searchParams.delete('area')
  else url.searchParams.set('area', code)
  if (url.href !== location.href) history.replaceState(history.state, '', url)
}
