/** The marks of kinds as small pictures, drawn once with an outline that parts them where they crowd. */
import type { DeadlineLevel, Kind } from '@shaotai/shared/domain/vocabulary.ts'
import {
  FIGURE_DROP,
  FIGURE_SIZE,
  LEVEL_BOX,
  levelShape,
  MARK_BOX,
  traceMark,
  type OverdueTimes,
} from '../marks/shapes.ts'
import type { MapColours } from './case-map.ts'

/** What a mark with a deadline needs besides, by token (web/styles/tokens.css). */
export interface LevelColours {
  'near-due': string
  overdue: string
  'on-overdue': string
  'overdue-edge': string
  halo: string
  'halo-2': string
  'halo-3': string
}

/** From the tokens, once for each drawing: a canvas cannot read custom properties itself. */
export function readLevelColours(element: Element): LevelColours {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    'near-due': of('near-due'),
    overdue: of('overdue'),
    'on-overdue': of('on-overdue'),
    'overdue-edge': of('overdue-edge'),
    halo: of('halo'),
    'halo-2': of('halo-2'),
    'halo-3': of('halo-3'),
  }
}

/** `size` in device pixels, square, the mark in its middle. */
export function drawIcon(
  kind: Kind,
  size: number,
  colours: Pick<MapColours, 'outline' | 'kinds'>,
): CanvasRenderingContext2D {
  const context = canvasOf(size)
  drawMark(context, kind, size, size * 0.84, colours.outline, colours.kinds[kind])
  return context
}

/**
 * A mark with its deadline, `size` device pixels square; the mark inside is half as wide, so ask for twice the
 * size of a plain one. One picture for each of 3 kinds × 5 levels is all there is.
 */
export function drawLevelIcon(
  kind: Kind,
  deadline: { level: DeadlineLevel; overdueTimes: OverdueTimes },
  size: number,
  colours: Pick<MapColours, 'outline' | 'kinds'> & LevelColours,
): CanvasRenderingContext2D {
  const context = canvasOf(size)
  const scale = size / LEVEL_BOX
  const middle = size / 2
  const { halo, ring, fill, figure } = levelShape(deadline.level, deadline.overdueTimes)
  if (halo) {
    context.beginPath()
    context.arc(middle, middle, halo.radius * scale, 0, 2 * Math.PI)
    context.fillStyle = colours[halo.token]
    context.fill()
  }
  if (ring) {
    context.beginPath()
    const from = -Math.PI / 2
    context.arc(middle, middle, ring.radius * scale, from, from + 2 * Math.PI * ring.share)
    // A dark seam below keeps the ring off whatever the map shows there.
    context.lineWidth = (ring.width + 1.6) * scale
    context.strokeStyle = colours.outline
    context.stroke()
    context.lineWidth = ring.width * scale
    context.strokeStyle = colours[ring.token]
    context.stroke()
  }
  const colour = fill ? colours[fill] : colours.kinds[kind]
  drawMark(context, kind, size, MARK_BOX * scale, colours.outline, colour)
  if (figure) {
    context.font = `700 ${FIGURE_SIZE * scale}px "Noto Sans SC Variable", sans-serif`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillStyle = colours['on-overdue']
    context.fillText(figure, middle, middle + (FIGURE_DROP[kind] + 0.6) * scale)
  }
  return context
}

function canvasOf(size: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.ceil(size)
  return canvas.getContext('2d', { willReadFrequently: true })!
}

function drawMark(
  context: CanvasRenderingContext2D,
  kind: Kind,
  box: number,
  size: number,
  outline: string,
  fill: string,
): void {
  traceMark(context, kind, box / 2, box / 2, size)
  context.lineJoin = 'round'
  context.lineWidth = size * 0.12
  context.strokeStyle = outline
  context.stroke()
  context.fillStyle = fill
  context.fill()
}
