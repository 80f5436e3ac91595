/** The marks of kinds as small pictures, drawn once with an outline that parts them where they crowd. */
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { traceMark } from '../marks/shapes.ts'
import type { MapColours } from './case-map.ts'

/** `size` in device pixels, square, the mark in its middle. */
export function drawIcon(kind: Kind, size: number, colours: MapColours): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.ceil(size)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  traceMark(context, kind, size / 2, size / 2, size * 0.84)
  context.lineJoin = 'round'
  context.lineWidth = size * 0.1
  context.strokeStyle = colours.outline
  context.stroke()
  context.fillStyle = colours.kinds[kind]
  context.fill()
  return context
}
