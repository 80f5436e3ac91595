/**
 * How a case stands with its deadline: one function behind lights, printed deadlines, the timer's marks and the
 * figures' near-due share. Working time comes from the calendar; what sets, moves and stops a deadline is clock-moves.ts.
 */
import type { CaseView } from './case-file.ts'
import type { Calendar } from './calendar/calendar.ts'
import { clockOf } from './calendar/clock.ts'
import type { DeadlineLevel } from './vocabulary.ts'

/** Near due from this share of the limit on (product ★3: 80 % used). */
export const NEAR_DUE_SHARE = 0.8
/** A figure beside the lamp: no more than ×3 is told apart. */
const MOST_TIMES = 3
const DAY_MS = 86_400_000

export interface Deadline {
  level: DeadlineLevel
  /** 0 while not overdue; 1 once due, 2 and 3 when twice and three times the limit are used up. */
  overdueTimes: 0 | 1 | 2 | 3
  /** Until due at the instant that counts, ms; negative once overdue. */
  leftMs: number
  /** Share of the limit that is used up, on its own clock; over 1 once overdue. */
  used: number
}

export type Dated = Pick<
  CaseView,
  'dueAt' | 'basis' | 'limit' | 'filedAt' | 'dispatchedAt' | 'pausedAt' | 'feedbackAt' | 'closedAt' | 'round'
>

/** The instants at which the light changes, epoch ms. */
export interface Marks {
  nearAt: number
  dueAt: number
  twiceAt: number
  thriceAt: number
}

/** A case is a value: what its deadline hangs on is other only in another case. Working time is dear to count. */
interface Kept {
  calendar: Calendar | null
  marks: Marks | null
  /** Of the deadline, on the scale of its basis; null in natural time. */
  duePosition: number | null
}
const known = new WeakMap<Dated, Kept>()

/**
 * All four are counted from the deadline itself, so that a pause or an extension, which moves it, moves them too.
 * A case from before there were calendars has natural time from its filing. `calendar` null: natural time, until
 * the page has one.
 */
export const marksOf = (it: Dated, calendar: Calendar | null): Marks | null => keptOf(it, calendar).marks

function keptOf(it: Dated, calendar: Calendar | null): Kept {
  let kept = known.get(it)
  if (kept?.calendar !== calendar || !kept) known.set(it, (kept = { calendar, ...countMarks(it, calendar) }))
  return kept
}

function countMarks(it: Dated, calendar: Calendar | null): Omit<Kept, 'calendar'> {
  const { dueAt, basis, limit } = it
  if (dueAt === null) return { marks: null, duePosition: null }
  if (basis === null || limit === null || calendar === null) {
    const start = startedAt(it, dueAt)
    const span = Math.max(dueAt - start, 0)
    const marks = {
      nearAt: start + span * NEAR_DUE_SHARE,
      dueAt,
      twiceAt: dueAt + span,
      thriceAt: dueAt + 2 * span,
    }
    return { marks, duePosition: null }
  }
  const { position, instantAt } = clockOf(calendar, basis)
  const due = position(dueAt)
  const marks = {
    nearAt: Math.min(instantAt(due - (1 - NEAR_DUE_SHARE) * limit), dueAt),
    dueAt,
    twiceAt: Math.max(instantAt(due + limit), dueAt),
    thriceAt: Math.max(instantAt(due + 2 * limit), dueAt),
  }
  return { marks, duePosition: due }
}

/**
 * `null`: no deadline. Feedback that stands stops the clock, provisionally; a suspension while it lasts; closing for
 * good where no feedback did. `now` is epoch ms.
 */
export function deadlineOf(it: Dated, now: number, calendar: Calendar | null): Deadline | null {
  if (it.dueAt === null) return null
  const at = stoppedAt(it) ?? now
  const leftMs = it.dueAt - at
  const kept = keptOf(it, calendar)
  const used = usedShare(it, kept, at)
  const marks = kept.marks!
  if (leftMs >= 0)
    return { level: at >= marks.nearAt ? 'near_due' : 'on_track', overdueTimes: 0, leftMs, used }
  const times = at >= marks.thriceAt ? MOST_TIMES : at >= marks.twiceAt ? 2 : 1
  return { level: 'overdue', overdueTimes: times, leftMs, used }
}

function usedShare(it: Dated, { calendar, duePosition }: Kept, at: number): number {
  const dueAt = it.dueAt!
  if (it.basis === null || it.limit === null || calendar === null || duePosition === null) {
    const limitMs = dueAt - startedAt(it, dueAt)
    // A limit of no length is used up the moment it starts; lateness is then told in days.
    if (limitMs <= 0) return 1 + Math.max(0, at - dueAt) / DAY_MS
    return Math.max(0, 1 - (dueAt - at) / limitMs)
  }
  return Math.max(0, 1 - (duePosition - clockOf(calendar, it.basis).position(at)) / it.limit)
}

const startedAt = (it: Dated, dueAt: number): number => (it.round > 1 ? it.dispatchedAt : it.filedAt) ?? dueAt

/** `fin` of the field's definitions: the standing feedback, else the closing; null while handling goes on. */
export const finishedAt = (it: Pick<CaseView, 'feedbackAt' | 'closedAt'>): number | null =>
  it.feedbackAt ?? it.closedAt

/** Where the clock stands still: finished, or suspended. */
export const stoppedAt = (it: Pick<CaseView, 'feedbackAt' | 'closedAt' | 'pausedAt'>): number | null =>
  finishedAt(it) ?? it.pausedAt
