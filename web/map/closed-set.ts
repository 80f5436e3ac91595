/**
 * The closed cases on the map: what was read over HTTP, kept true by the live picture in between. Pure.
 * Replaced, never mutated.
 */
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import { isOpen, type EventType } from '@shaotai/shared/domain/lifecycle.ts'
import { closedPointOf, type ClosedPoint } from './case-features.ts'

export type ClosedSet = ReadonlyMap<string, ClosedPoint>
export const CLOSED_WINDOWS = {
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
  all: null,
} as const
export type ClosedWindow = keyof typeof CLOSED_WINDOWS

export const isClosedWindow = (it: string | null): it is ClosedWindow => it !== null && it in CLOSED_WINDOWS

/** Start of the window, epoch ms; negative infinity for all time. */
export function windowStart(window: ClosedWindow, now: number): number {
  const length = CLOSED_WINDOWS[window]
  return length === null ? Number.NEGATIVE_INFINITY : now - length
}

/** A freshly read layer, corrected by a picture that is newer: what it closed is in, what it reopened is out. */
export function fromLayer(points: readonly ClosedPoint[], picture: Picture, from: number): ClosedSet {
  const set = new Map(points.map((it) => [it.id, it]))
  for (const it of picture.cases.values()) {
    const point = closedPointOf(it, from)
    if (point) set.set(it.id, point)
    else if (isOpen(it)) set.delete(it.id)
  }
  return set
}

export interface Followed {
  set: ClosedSet
  /** A case was closed and had left the picture before we saw it: only reading the layer again tells where. */
  missed: boolean
}

/** The set after frames that led to this picture; the same object when they changed nothing in it. */
export function afterClosings(
  before: ClosedSet,
  picture: Picture,
  frames: readonly Frame[],
  from: number,
): Followed {
  let set: Map<string, ClosedPoint> | null = null
  let missed = false
  // Only how a case ended up matters: it may have closed and gone elsewhere since.
  const last = new Map<string, EventType>()
  for (const { events } of frames) for (const { caseId, type } of events) last.set(caseId, type)
  for (const [caseId, type] of last) {
    const it = picture.cases.get(caseId)
    const point = it ? closedPointOf(it, from) : null
    if (point) (set ??= new Map(before)).set(caseId, point)
    else if (!it && (type === 'case.closed' || type === 'case.closed_external')) missed = true
    // Open again, or gone to hands that are not for this screen.
    else if ((!it || isOpen(it)) && (set ?? before).has(caseId)) (set ??= new Map(before)).delete(caseId)
  }
  return { set: set ?? before, missed }
}
