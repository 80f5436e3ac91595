/**
 * The open cases of a picture as a map needs them, with the urgency of this instant. Pure. An unchanged case
 * keeps its object, and what is other than a moment ago is told as a list: whoever counts or draws ten thousand
 * cases looks at those alone.
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
  /** What it was judged by last. This and the line before are kept in place: they are not drawn. */
  of: CaseView
}
export type Located = OpenCase & { lng: number; lat: number }
export const isLocated = (it: OpenCase): it is Located => it.lng !== null && it.lat !== null

/** One case then and now; null: it was not open then, or is not now. Never both. */
export type Change = readonly [then: OpenCase | null, now: OpenCase | null]

export interface OpenCases {
  all: ReadonlyMap<string, OpenCase>
  /** How many of them have a place. */
  located: number
  /** The first instant at which one of them turns. */
  turnsAt: number
  /** What they were judged by; null: natural time. */
  calendar: Calendar | null
  /** What leads from another `all` to this one. */
  news: { since: ReadonlyMap<string, OpenCase>; changes: readonly Change[] }
}
const NONE: OpenCases['all'] = new Map()
export const NONE_OPEN: OpenCases = {
  all: NONE,
  located: 0,
  turnsAt: Infinity,
  calendar: null,
  news: { since: NONE, changes: [] },
}

/** The same object when nothing that a map shows is different. `calendar` null: natural time. */
export function openCasesOf(
  cases: ReadonlyMap<string, CaseView>,
  now: number,
  before: OpenCases = NONE_OPEN,
  calendar: Calendar | null = null,
): OpenCases {
  const changes: Change[] = []
  const sameCalendar = before.calendar === calendar
  let next = Infinity
  let kept = 0
  for (const it of cases.values()) {
    const known = before.all.get(it.id) ?? null
    // Of ten thousand nearly all are this: nobody touched them, and their time has not come.
    if (sameCalendar && known?.of === it && now < known.turnsAt) {
      if (known.turnsAt < next) next = known.turnsAt
      kept += 1
      continue
    }
    if (!isOpen(it)) continue
    const { urgency, turnsAt } = lightOf(it, now, calendar)
    if (turnsAt < next) next = turnsAt
    if (known) kept += 1
    if (known && (known.of === it || looksAlike(known, it)) && known.urgency === urgency) {
      known.of = it
      known.turnsAt = turnsAt
      continue
    }
    const { id, kind, area, lng, lat } = it
    changes.push([known, { id, kind, area, lng, lat, urgency, turnsAt, of: it }])
  }
  if (kept < before.all.size)
    for (const known of before.all.values()) {
      const it = cases.get(known.id)
      if (!it || !isOpen(it)) changes.push([known, null])
    }
  if (changes.length === 0 && sameCalendar)
    return before.turnsAt === next ? before : { ...before, turnsAt: next }
  return { ...applied(before, changes), turnsAt: next, calendar }
}

function applied(before: OpenCases, changes: readonly Change[]): Pick<OpenCases, 'all' | 'located' | 'news'> {
  const all = new Map(before.all)
  let { located } = before
  for (const [then, now] of changes) {
    if (then && isLocated(then)) located -= 1
    if (now && isLocated(now)) located += 1
    if (now) all.set(now.id, now)
    else all.delete(then!.id)
  }
  return { all, located, news: { since: before.all, changes } }
}

const looksAlike = (known: OpenCase, it: CaseView): boolean =>
  known.lng === it.lng && known.lat === it.lat && known.area === it.area && known.of.priority === it.priority

/** What leads from that state to this one, known or found; in no order. */
export function changesSince(before: OpenCases['all'], { all, news }: OpenCases): readonly Change[] {
  if (before === all) return []
  if (before === news.since) return news.changes
  const changes: Change[] = []
  for (const [id, now] of all) {
    const then = before.get(id) ?? null
    if (then !== now) changes.push([then, now])
  }
  for (const [id, then] of before) if (!all.has(id)) changes.push([then, null])
  return changes
}

export interface Arrival {
  it: Located
  because: 'new' | 'overdue'
}
/** Located cases that are new since then, or overdue since then. */
export function arrivalsSince(before: OpenCases, after: OpenCases): Arrival[] {
  return changesSince(before.all, after).flatMap(([then, now]): Arrival[] => {
    if (!now || !isLocated(now)) return []
    if (!then) return [{ it: now, because: 'new' }]
    return then.urgency < 2 && now.urgency >= 2 ? [{ it: now, because: 'overdue' }] : []
  })
}
