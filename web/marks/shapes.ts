/** The shape of each kind, once for panels (SVG) and maps (canvas): a kind is shape and hue, never hue alone. */
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'

/** Corners in a box of 24 × 24; null: the circle of radius 8 in its middle. Of about equal weight to the eye. */
export const CORNERS: Record<Kind, readonly (readonly [number, number])[] | null> = {
  ticket: null,
  hazard: [
    [12, 2.5],
    [22, 20.5],
    [2, 20.5],
  ],
  dispute: [
    [12, 1.5],
    [21.5, 12],
    [12, 22.5],
    [2.5, 12],
  ],
}

/** Draws the outline of a kind's mark, `size` wide, around a point; fill and stroke are the caller's. */
export function traceMark(
  context: CanvasRenderingContext2D,
  kind: Kind,
  x: number,
  y: number,
  size: number,
): void {
  const scale = size / 24
  context.beginPath()
  const corners = CORNERS[kind]
  if (!corners) context.arc(x, y, 8 * scale, 0, 2 * Math.PI)
  for (const [cx, cy] of corners ?? []) context.lineTo(x + (cx - 12) * scale, y + (cy - 12) * scale)
  context.closePath()
}
