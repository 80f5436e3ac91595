/** Lines of longitude and latitude at a round step: without a basemap they are what shows that this is a map. Pure. */
import type { FeatureCollection, LineString } from 'geojson'
import type { Bounds } from '../layers/geometry.ts'

const STEPS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]
/** About so many lines across the wider side. */
const LINES = 8

export function stepFor([west, south, east, north]: Bounds): number {
  const span = Math.max(east - west, north - south)
  return STEPS.find((step) => span / step >= LINES) ?? STEPS.at(-1)!
}

/** One line feature each way, a little beyond the bounds so that panning does not show the ends. */
export function graticule(bounds: Bounds): FeatureCollection<LineString> {
  const step = stepFor(bounds)
  const [west, south, east, north] = [
    ...bounds.slice(0, 2).map((it) => Math.floor(it / step - 2)),
    ...bounds.slice(2).map((it) => Math.ceil(it / step + 2)),
  ] as Bounds
  const lines: [number, number][][] = []
  for (let i = west; i <= east; i += 1)
    lines.push([
      [i * step, south * step],
      [i * step, north * step],
    ])
  for (let i = south; i <= north; i += 1)
    lines.push([
      [west * step, i * step],
      [east * step, i * step],
    ])
  return {
    type: 'FeatureCollection',
    features: lines.map((coordinates) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'LineString', coordinates },
    })),
  }
}
