/** Heat on a plain canvas: soft dots added up in grey, then coloured by how much came together. */

export interface WarmPoint {
  at: [number, number]
  heat: number
}

/** Heat is smooth: a quarter of the pixels says the same. */
const COARSE = 4
const RADIUS_PX = 36

export function drawHeat(
  target: CanvasRenderingContext2D,
  points: readonly WarmPoint[],
  width: number,
  height: number,
  [none, few, some, many]: readonly [string, string, string, string],
): void {
  if (points.length === 0) return
  const sum = canvasOf(Math.ceil(width / COARSE), Math.ceil(height / COARSE))
  const dot = softDot(RADIUS_PX / COARSE)
  const strength = Math.min(0.5, 6 / Math.sqrt(points.length))
  const radius = RADIUS_PX / COARSE
  for (const [cell, heat] of gather(points, sum.canvas.width)) {
    sum.globalAlpha = 1 - (1 - Math.min(0.9, strength)) ** heat
    sum.drawImage(
      dot.canvas,
      (cell % sum.canvas.width) - radius,
      Math.floor(cell / sum.canvas.width) - radius,
    )
  }
  const ramp = canvasOf(256, 1)
  const gradient = ramp.createLinearGradient(0, 0, 256, 0)
  gradient.addColorStop(0, none)
  gradient.addColorStop(0.15, few)
  gradient.addColorStop(0.5, some)
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

/** Points that fall on one coarse pixel are drawn once, with their heat together. */
function gather(points: readonly WarmPoint[], width: number): Map<number, number> {
  const cells = new Map<number, number>()
  for (const { at, heat } of points) {
    const [x, y] = [Math.round(at[0] / COARSE), Math.round(at[1] / COARSE)]
    if (x < 0 || y < 0 || x >= width) continue
    cells.set(y * width + x, (cells.get(y * width + x) ?? 0) + heat)
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
