/**
 * The closed cases on the map: what was read over HTTP, kept true by the live picture in between. Knows which
 * cases belong, not how they are drawn.
 */
import type { ClosedLayer } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { CLOSING_EVENTS, isOpen, phaseOf, type EventType } from '@shaotai/shared/domain/lifecycle.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import type { ClosedPoints } from './closed-points.ts'
import { isMapped } from './places.ts'

export const CLOSED_WINDOWS = {
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
  all: null,
} as const
export type ClosedWindow = keyof typeof CLOSED_WINDOWS

export const isClosedWindow = (it: string | null): it is ClosedWindow =>
  it !== null && Object.hasOwn(CLOSED_WINDOWS, it)

/** Before every case there is. */
const ALL_TIME = -8_640_000_000_000

/** Start of the window, epoch ms. */
export function windowStart(window: ClosedWindow, now: number): number {
  const length = CLOSED_WINDOWS[window]
  return length === null ? ALL_TIME : now - length
}
export const isAllTime = (from: number): boolean => from === ALL_TIME

/** The set as it stands: a new object whenever something in it changed. */
export interface ClosedSet {
  readonly points: ClosedPoints
  /** Closed since, epoch ms. */
  readonly from: number
}

/** A case of the picture that belongs: closed in the window, at a place. */
const belongs = (
  it: CaseView,
  from: number,
): it is CaseView & { lng: number; lat: number; closedAt: number } =>
  phaseOf(it) === 'closed' && it.closedAt !== null && it.closedAt >= from && isMapped(it)

export function addPage(points: ClosedPoints, { id, kind, lng, lat, closedAt }: ClosedLayer): void {
  for (let i = 0; i < id.length; i += 1) points.set(id[i]!, kind[i]!, lng[i]!, lat[i]!, closedAt[i]!)
}

/** A freshly read layer, corrected by a picture that is newer: what it closed is in, what it reopened is out. */
export function correctBy(points: ClosedPoints, { cases }: Picture, from: number): void {
  for (const it of cases.values()) {
    if (belongs(it, from)) points.set(it.id, it.kind, it.lng, it.lat, it.closedAt)
    else if (isOpen(it)) points.delete(it.id)
  }
}

export interface Followed {
  changed: boolean
  /** A case was closed and had left the picture before we saw it: only reading the layer again tells where. */
  missed: boolean
}

/** Follows frames that led to this picture. */
export function followFrames(
  { points, from }: ClosedSet,
  { cases }: Picture,
  frames: readonly Frame[],
): Followed {
  const followed = { changed: false, missed: false }
  // Only how a case ended up matters: it may have closed and gone elsewhere since.
  const last = new Map<string, EventType>()
  for (const { events } of frames) for (const { caseId, type } of events) last.set(caseId, type)
  for (const [caseId, type] of last) {
    const it = cases.get(caseId)
    if (it && belongs(it, from)) {
      points.set(caseId, it.kind, it.lng, it.lat, it.closedAt)
      followed.changed = true
    } else if (!it && CLOSING_EVENTS.includes(type)) followed.missed = true
    // Open again, or gone to hands that are not for this screen.
    else if ((!it || isOpen(it)) && points.delete(caseId)) followed.changed = true
  }
  return followed
}
