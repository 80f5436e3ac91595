/** The demo district's ground on a plain canvas, simplified: surfaces, water, streets by rank. No names. */
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import { meets, type Bounds } from '../layers/geometry.ts'
import { boundsOfView, type Project, type View } from '../layers/mercator.ts'
import type { MapColours, MapToken } from './case-map.ts'

export type PlainGround = FeatureCollection<Geometry, { layer: string; class?: string }>

export async function readPlainGround(url: string, signal: AbortSignal): Promise<PlainGround> {
  const reply = await fetch(url, { signal })
  if (!reply.ok) throw new Error(`The ground at ${url} answered ${reply.status}: the map goes without it.`)
  return reply.json() as Promise<PlainGround>
}

interface Pen {
  layer: string
  classes?: readonly string[]
  token: MapToken
  /** Width of a line at zoom 12, px at scale 1; absent: a surface. */
  width?: number
  fromZoom: number
}
/** Half a wide road of what lies just outside is still in sight. Share of the view. */
const BEYOND = 0.1
const UNDER: readonly Pen[] = [
  { layer: 'built', token: 'map-built', fromZoom: 0 },
  { layer: 'green', token: 'map-green', fromZoom: 0 },
]
const OVER: readonly Pen[] = [
  { layer: 'water', token: 'map-water', fromZoom: 0 },
  { layer: 'waterway', token: 'map-water', width: 1.6, fromZoom: 0 },
  { layer: 'rail', token: 'map-rail', width: 1, fromZoom: 11 },
  { layer: 'road', classes: ['lane'], token: 'map-road-minor', width: 0.3, fromZoom: 14.5 },
  { layer: 'road', classes: ['street'], token: 'map-road-minor', width: 0.6, fromZoom: 12.6 },
  { layer: 'road', classes: ['secondary'], token: 'map-road-minor', width: 1.2, fromZoom: 10.5 },
  { layer: 'road', classes: ['ring', 'arterial'], token: 'map-road-major', width: 1.8, fromZoom: 9 },
  { layer: 'road', classes: ['motorway'], token: 'map-road-major', width: 2.4, fromZoom: 7 },
  { layer: 'bridge', token: 'map-bridge', width: 2, fromZoom: 12 },
]

export function drawGround(
  context: CanvasRenderingContext2D,
  ground: PlainGround,
  part: 'under' | 'over',
  { project, view, colours, scale }: { project: Project; view: View; colours: MapColours; scale: number },
): void {
  const sight = boundsOfView(view, BEYOND)
  context.lineJoin = context.lineCap = 'round'
  for (const { layer, classes, token, width, fromZoom } of part === 'under' ? UNDER : OVER) {
    if (view.zoom < fromZoom) continue
    context.beginPath()
    for (const it of ground.features) {
      const { properties, geometry } = it
      if (properties.layer !== layer || (classes && !classes.includes(properties.class ?? ''))) continue
      const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
      if (isArea === (width === undefined)) trace(context, it, project, sight)
    }
    if (width === undefined) {
      context.fillStyle = colours.of[token]
      context.fill('evenodd')
    } else {
      context.strokeStyle = colours.of[token]
      context.lineWidth = Math.max(0.5, width * scale * 1.5 ** (view.zoom - 12))
      context.stroke()
    }
  }
}

function trace(
  context: CanvasRenderingContext2D,
  { geometry }: Feature,
  project: Project,
  sight: Bounds,
): void {
  for (const line of linesOf(geometry)) {
    if (!meets(boundsOfLine(line), sight)) continue
    for (const [i, at] of line.entries()) {
      const [x, y] = project(at[0]!, at[1]!)
      if (i === 0) context.moveTo(x, y)
      else context.lineTo(x, y)
    }
  }
}

const known = new WeakMap<Position[], Bounds>()
/** Of a line or ring that is never changed; looked at once. */
function boundsOfLine(line: Position[]): Bounds {
  let bounds = known.get(line)
  if (!bounds) {
    bounds = [Infinity, Infinity, -Infinity, -Infinity]
    for (const [lng, lat] of line as [number, number][]) {
      bounds[0] = Math.min(bounds[0], lng)
      bounds[1] = Math.min(bounds[1], lat)
      bounds[2] = Math.max(bounds[2], lng)
      bounds[3] = Math.max(bounds[3], lat)
    }
    known.set(line, bounds)
  }
  return bounds
}

export function linesOf(geometry: Geometry): Position[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates]
  if (geometry.type === 'MultiLineString' || geometry.type === 'Polygon') return geometry.coordinates
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}
