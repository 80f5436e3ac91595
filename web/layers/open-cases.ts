/**
 * The open cases of a picture as a map needs them, with the urgency of this instant. Pure. An unchanged case
 * keeps its object, so whoever comes after can tell at a glance that nothing moved.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { lightOf, type Urgency } from './urgency.ts'

export interface OpenCase {
  id: string
  kind: Kind
  area: string | null
  /** Both null: counted in its area, not mapped. */
  lng: number | null
  lat: number | null
  urgency: Urgency
  /** The next instant at which time alone makes it more urgent, epoch ms. */
  turnsAt: number
  /** What it was made of. */
  of: CaseView
}
export type Located = OpenCase & { lng: number; lat: number }
export const isLocated = (it: OpenCase): it is Located => it.lng !== null && it.lat !== null

export interface OpenCases {
  all: ReadonlyMap<string, OpenCase>
  /** The first of those at which one of them turns. */
  turnsAt: number
  /** What they were judged by; null: natural time. */
  calendar: Calendar | null
}
export const NONE_OPEN: OpenCases = { all: new Map(), turnsAt: Infinity, calendar: null }

/** The same object when nothing that a map shows is different. `calendar` null: natural time. */
export function openCasesOf(
  cases: ReadonlyMap<string, CaseView>,
  now: number,
  before: OpenCases = NONE_OPEN,
  calendar: Calendar | null = null,
): OpenCases {
  const all = new Map<string, OpenCase>()
  const sameCalendar = before.calendar === calendar
  let next = Infinity
  let changed = !sameCalendar
  for (const it of cases.values()) {
    const known = before.all.get(it.id)
    // Of ten thousand nearly all are this: nobody touched them, and their time has not come.
    if (sameCalendar && known?.of === it && now < known.turnsAt) {
      next = Math.min(next, known.turnsAt)
      all.set(it.id, known)
      continue
    }
    if (!isOpen(it)) continue
    const { urgency, turnsAt } = lightOf(it, now, calendar)
    next = Math.min(next, turnsAt)
    const same = known && (known.of === it || looksAlike(known, it)) && known.urgency === urgency
    if (!same) changed = true
    all.set(
      it.id,
      same
        ? known
        : { id: it.id, kind: it.kind, area: it.area, lng: it.lng, lat: it.lat, urgency, turnsAt, of: it },
    )
  }
  if (!changed && all.size === before.all.size) {
    return before.turnsAt === next ? before : { ...before, turnsAt: next }
  }
  return { all, turnsAt: next, calendar }
}

const looksAlike = (known: OpenCase, it: CaseView): boolean =>
  known.lng === it.lng && known.lat === it.lat && known.area === it.area && known.of.priority === it.priority

export interface Arrival {
  it: Located
  because: 'new' | 'overdue'
}
/** Located cases that are new since then, or overdue since then. */
export function arrivalsSince(before: OpenCases, after: OpenCases): Arrival[] {
  if (before.all === after.all) return []
  const found: Arrival[] = []
  for (const it of after.all.values()) {
    const then = before.all.get(it.id)
    if (then === it || !isLocated(it)) continue
    if (!then) found.push({ it, because: 'new' })
    else if (then.urgency < 2 && it.urgency >= 2) found.push({ it, because: 'overdue' })
  }
  return found
}
