/** Heat on a plain canvas: weights on a coarse grid, blurred, then coloured by how much came together. Bins as they are. */
import type { HeatField } from '../layers/heat.ts'
import type { HexBin } from '../layers/hex-bins.ts'
import type { Project, View } from '../layers/mercator.ts'
import type { MapColours } from './case-map.ts'
import { heatIntensity } from './gl-sources.ts'

/** Heat is smooth: a quarter of the pixels says the same. */
const COARSE = 4
/** How far one place warms, px at zoom 11; doubles with every zoom as on the other map, within bounds. */
const RADIUS_PX = 26
/** Of a Gauss bell that is 1 in the middle and nearly nothing at that radius: its spread, as a share of the radius. */
const SPREAD = 0.36
/** Boxes run over each other that many times are such a bell. */
const BOXES = 3
const LEAST_PX = 12
const MOST_PX = 160
/** As heat: not a shade of the first colour. */
const NOTHING = 1e-3

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
  const [across, down] = [Math.ceil(width / COARSE), Math.ceil(height / COARSE)]
  const radius = Math.min(MOST_PX, Math.max(LEAST_PX, RADIUS_PX * 2 ** (zoom - 11))) / COARSE
  const heat = blurred(gather(field, project, across, down), across, SPREAD * radius)
  const ramp = canvasOf(256, 1)
  const gradient = ramp.createLinearGradient(0, 0, 256, 0)
  gradient.addColorStop(0.08, none)
  gradient.addColorStop(0.3, few)
  gradient.addColorStop(0.65, some)
  gradient.addColorStop(1, many)
  ramp.fillStyle = gradient
  ramp.fillRect(0, 0, 256, 1)
  const colours = ramp.getImageData(0, 0, 256, 1).data
  const image = new ImageData(across, down)
  const intensity = heatIntensity(field)
  for (let i = 0; i < heat.length; i += 1) {
    if (heat[i]! < NOTHING) continue
    const from = 4 * Math.round(255 * (1 - Math.exp(-0.5 * intensity * heat[i]!)))
    for (let c = 0; c < 4; c += 1) image.data[4 * i + c] = colours[from + c]!
  }
  const small = canvasOf(across, down)
  small.putImageData(image, 0, 0)
  target.globalAlpha = 0.75
  target.drawImage(small.canvas, 0, 0, width, height)
  target.globalAlpha = 1
}

/** Weights by coarse pixel, row by row. */
function gather(
  { n, lng, lat, weight }: HeatField,
  project: Project,
  across: number,
  down: number,
): Float32Array {
  const cells = new Float32Array(across * down)
  for (let i = 0; i < n; i += 1) {
    const at = project(lng[i]!, lat[i]!)
    const [x, y] = [Math.round(at[0] / COARSE), Math.round(at[1] / COARSE)]
    if (x >= 0 && y >= 0 && x < across && y < down) cells[y * across + x]! += weight[i]!
  }
  return cells
}

/** Each weight as a bell of that height; what it costs does not depend on how many there are, nor on how wide. */
function blurred(cells: Float32Array, across: number, spread: number): Float32Array {
  const down = cells.length / across
  const side = Math.max(1, Math.round((Math.sqrt((12 * spread ** 2) / BOXES + 1) - 1) / 2))
  const other = new Float32Array(cells.length)
  for (let i = 0; i < BOXES; i += 1) {
    smear(cells, other, { lines: down, apart: across, length: across, step: 1, side })
    smear(other, cells, { lines: across, apart: 1, length: down, step: across, side })
  }
  const height = (2 * Math.PI * BOXES * ((2 * side + 1) ** 2 - 1)) / 12
  return cells.map((it) => it * height)
}

/** Along each line the mean of as many cells to both sides. */
function smear(
  from: Float32Array,
  to: Float32Array,
  { lines, apart, length, step, side }: Record<'lines' | 'apart' | 'length' | 'step' | 'side', number>,
): void {
  const share = 1 / (2 * side + 1)
  for (let line = 0; line < lines; line += 1) {
    const first = line * apart
    let sum = 0
    for (let i = 0; i < Math.min(side, length); i += 1) sum += from[first + i * step]!
    for (let i = 0; i < length; i += 1) {
      if (i + side < length) sum += from[first + (i + side) * step]!
      if (i - side > 0) sum -= from[first + (i - side - 1) * step]!
      to[first + i * step] = sum * share
    }
  }
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, width)
  canvas.height = Math.max(1, height)
  return canvas.getContext('2d', { willReadFrequently: true })!
}
