/**
 * The shape of each kind and of each deadline level, once for panels (SVG) and maps (canvas). A kind is shape and
 * hue, a level is what surrounds it; neither is hue alone. Knows no colours, only which token each part takes.
 */
import type { Deadline } from '@shaotai/shared/domain/deadline.ts'
import type { DeadlineLevel, Kind } from '@shaotai/shared/domain/vocabulary.ts'

/** Side of the box that a kind's corners are written in. */
export const MARK_BOX = 24
/** Corners in that box; null: the circle of radius 8 in its middle. Of about equal weight to the eye. */
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
/** Where the middle of a figure inside the shape stands, below the middle of the box. */
export const FIGURE_DROP: Record<Kind, number> = { ticket: 0, hazard: 2.5, dispute: 0 }
export const FIGURE_SIZE = 12

/** Side of the box of a mark with its level, in the same units, around the same middle. */
export const LEVEL_BOX = 48

export interface LevelShape {
  /** Token of the mark itself; null: its kind's. */
  fill: 'overdue' | null
  /** Radius, width, and the share of the full circle it runs, clockwise and ending at twelve. */
  ring: { radius: number; width: number; share: number; token: 'near-due' | 'overdue-edge' } | null
  /** A disc behind everything. */
  halo: { radius: number; token: 'halo' | 'halo-2' | 'halo-3' } | null
  figure: '2' | '3' | null
}
export type OverdueTimes = Deadline['overdueTimes']

const PLAIN: LevelShape = { fill: null, ring: null, halo: null, figure: null }
/** An open ring: a clock whose hand has gone four fifths of the way, which is where near due begins. */
const NEAR_DUE: LevelShape = {
  ...PLAIN,
  ring: { radius: 15.5, width: 2.4, share: 0.8, token: 'near-due' },
}
const overdue = (
  radius: number,
  width: number,
  token: NonNullable<LevelShape['halo']>['token'],
  figure: LevelShape['figure'],
): LevelShape => ({
  fill: 'overdue',
  halo: { radius, token },
  ring: { radius, width, share: 1, token: 'overdue-edge' },
  figure,
})
const OVERDUE = [
  overdue(16, 1.4, 'halo', null),
  overdue(18.5, 2.4, 'halo-2', '2'),
  overdue(21, 3.6, 'halo-3', '3'),
] as const

/** Level and times as shared/domain/deadline.ts says them. */
export function levelShape(level: DeadlineLevel, overdueTimes: OverdueTimes): LevelShape {
  if (level === 'overdue') return OVERDUE[Math.max(1, overdueTimes) - 1]!
  return level === 'near_due' ? NEAR_DUE : PLAIN
}

/** Draws the outline of a kind's mark, `size` wide, around a point; fill and stroke are the caller's. */
export function traceMark(
  context: CanvasRenderingContext2D,
  kind: Kind,
  x: number,
  y: number,
  size: number,
): void {
  const scale = size / MARK_BOX
  context.beginPath()
  const corners = CORNERS[kind]
  if (!corners) context.arc(x, y, 8 * scale, 0, 2 * Math.PI)
  for (const [cx, cy] of corners ?? []) context.lineTo(x + (cx - 12) * scale, y + (cy - 12) * scale)
  context.closePath()
}
