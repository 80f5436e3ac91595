/** Heat on a plain canvas: soft dots added up in grey, then coloured by how much came together. Bins as they are. */
import type { HeatField } from '../layers/heat.ts'
import type { HexBin } from '../layers/hex-bins.ts'
import type { Project, View } from '../layers/mercator.ts'
import type { MapColours } from './case-map.ts'
import { heatIntensity } from './gl-sources.ts'

/** Heat is smooth: a quarter of the pixels says the same. */
const COARSE = 4
/** Of a dot, px at zoom 11; doubles with every zoom as on the other map, within bounds. */
const RADIUS_PX = 26
const LEAST_PX = 12
const MOST_PX = 160

export function drawBins(
  target: CanvasRenderingContext2D,
  bins: readonly HexBin[],
  project: Project,
  { heat, outline }: MapColours,
): void {
  target.strokeStyle = outline
  target.lineWidth = 1
  for (const { ring, class: share } of bins) {
    target.beginPath()
    for (const [lng, lat] of ring) target.lineTo(...project(lng, lat))
    target.fillStyle = heat[Math.max(1, share - 1)]!
    target.globalAlpha = share === 1 ? 0.5 : 0.9
    target.fill()
    target.globalAlpha = 1
    target.stroke()
  }
}

export function drawHeat(
  target: CanvasRenderingContext2D,
  field: HeatField,
  project: Project,
  { width, height, zoom }: View,
  [none, few, some, many]: MapColours['heat'],
): void {
  if (field.n === 0) return
  const sum = canvasOf(Math.ceil(width / COARSE), Math.ceil(height / COARSE))
  const radius = Math.min(MOST_PX, Math.max(LEAST_PX, RADIUS_PX * 2 ** (zoom - 11))) / COARSE
  const dot = softDot(radius)
  const intensity = heatIntensity(field)
  for (const [cell, weight] of gather(field, project, sum.canvas.width, sum.canvas.height)) {
    sum.globalAlpha = 1 - Math.exp(-0.5 * intensity * weight)
    const [x, y] = [cell % sum.canvas.width, Math.floor(cell / sum.canvas.width)]
    sum.drawImage(dot.canvas, x - radius, y - radius)
  }
  const ramp = canvasOf(256, 1)
  const gradient = ramp.createLinearGradient(0, 0, 256, 0)
  gradient.addColorStop(0.08, none)
  gradient.addColorStop(0.3, few)
  gradient.addColorStop(0.65, some)
  gradient.addColorStop(1, many)
  ramp.fillStyle = gradient
  ramp.fillRect(0, 0, 256, 1)
  const colours = ramp.getImageData(0, 0, 256, 1).data
  const image = sum.getImageData(0, 0, sum.canvas.width, sum.canvas.height)
  const { data } = image
  for (let i = 3; i < data.length; i += 4) {
    const from = data[i]! * 4
    for (let c = 0; c < 4; c += 1) data[i - 3 + c] = colours[from + c]!
  }
  sum.putImageData(image, 0, 0)
  target.globalAlpha = 0.75
  target.drawImage(sum.canvas, 0, 0, width, height)
  target.globalAlpha = 1
}

/** Places that fall on one coarse pixel are drawn once, with their heat together. */
function gather(
  { n, lng, lat, weight }: HeatField,
  project: Project,
  width: number,
  height: number,
): Map<number, number> {
  const cells = new Map<number, number>()
  for (let i = 0; i < n; i += 1) {
    const at = project(lng[i]!, lat[i]!)
    const [x, y] = [Math.round(at[0] / COARSE), Math.round(at[1] / COARSE)]
    if (x < 0 || y < 0 || x >= width || y >= height) continue
    cells.set(y * width + x, (cells.get(y * width + x) ?? 0) + weight[i]!)
  }
  return cells
}

function softDot(radius: number): CanvasRenderingContext2D {
  const context = canvasOf(radius * 2, radius * 2)
  const gradient = context.createRadialGradient(radius, radius, 0, radius, radius, radius)
  gradient.addColorStop(0, 'rgb(0 0 0 / 1)')
  gradient.addColorStop(0.5, 'rgb(0 0 0 / 0.35)')
  gradient.addColorStop(1, 'rgb(0 0 0 / 0)')
  context.fillStyle = gradient
  context.fillRect(0, 0, radius * 2, radius * 2)
  return context
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, width)
  canvas.height = Math.max(1, height)
  return canvas.getContext('2d', { willReadFrequently: true })!
}
