/**
 * What sets, stops and moves the deadline of a case: filing, stages, pauses, extensions, and the marks that the
 * timer raises. Pure: each answers with the fields that change. How a case stands with its deadline is deadline.ts.
 */
import type { CaseFile } from './case-file.ts'
import type { Calendar, Limit } from './calendar/calendar.ts'
import { clockOf, dueAfter } from './calendar/clock.ts'
import { marksOf, stoppedAt, type Dated } from './deadline.ts'

export type ClockFields = Pick<CaseFile, 'dueAt' | 'basis' | 'limit' | 'nearAt' | 'nextMarkAt' | 'marks'>
export const NO_DEADLINE: ClockFields = {
  dueAt: null,
  basis: null,
  limit: null,
  nearAt: null,
  nextMarkAt: null,
  marks: 0,
}

/** The timer's four, in order: `marks` of a case says how many of them were raised for its present deadline. */
export const MARKS = ['mark_near_due', 'mark_overdue', 'mark_overdue_twice', 'mark_overdue_thrice'] as const
export type MarkAction = (typeof MARKS)[number]

/** A round begins at `at`: due = start + dispatch limit + the limit of its stage. */
export function startClock(it: CaseFile, at: number, calendar: Calendar): ClockFields {
  const { policy, limitMinutes } = it
  if (policy) {
    const limit = policy.stages[it.stage]!.limit
    const from = policy.dispatch && it.round === 1 ? dueAfter(calendar, policy.dispatch, at) : at
    return withDue(it, dueAfter(calendar, limit, from), limit, calendar)
  }
  if (limitMinutes === null) return NO_DEADLINE
  return withDue(
    it,
    at + limitMinutes * 60_000,
    { basis: 'natural_hours', amount: limitMinutes / 60 },
    calendar,
  )
}

/** Handling goes on after standing still from `stoppedAt` to `at`: what was left is left again. */
export function resumeClock(it: CaseFile, at: number, calendar: Calendar): Partial<ClockFields> {
  if (it.dueAt === null || it.pausedAt === null) return {}
  const basis = it.basis ?? 'natural_hours'
  const { position, instantAt } = clockOf(calendar, basis)
  // Counted on the clock's own scale: a night or a holiday within the pause is not given as a present.
  const left = position(it.dueAt) - position(it.pausedAt)
  const overdueBy = it.pausedAt > it.dueAt ? it.pausedAt - it.dueAt : null
  const dueAt = overdueBy === null ? instantAt(position(at) + left) : at - overdueBy
  return withDue({ ...it, pausedAt: null }, dueAt, limitOf(it), calendar, it.marks)
}

/**
 * The next stage's limit is counted from where the round's first one was: a slow stage leaves less for the next. What
 * suspensions and extensions have added so far stays added.
 */
export function nextStageClock(it: CaseFile, calendar: Calendar): Partial<ClockFields> {
  const start = it.round > 1 ? it.dispatchedAt : it.filedAt
  if (start === null) return {}
  const planned = startClock(it, start, calendar)
  const next = startClock({ ...it, stage: it.stage + 1 }, start, calendar)
  if (it.dueAt === null || planned.dueAt === null || next.dueAt === null) return next
  const limit = { basis: next.basis!, amount: next.limit! }
  const { position, instantAt } = clockOf(calendar, limit.basis)
  const added = position(it.dueAt) - position(planned.dueAt)
  return added === 0 ? next : withDue(it, instantAt(position(next.dueAt) + added), limit, calendar)
}

/** 延期: the deadline moves on by so much; the limit is longer by it, in its own measure. */
export function extendClock(it: CaseFile, extra: Limit, calendar: Calendar): Partial<ClockFields> {
  if (it.dueAt === null) return {}
  const dueAt = dueAfter(calendar, extra, it.dueAt)
  const limit = limitOf(it)
  const { position } = clockOf(calendar, limit.basis)
  const longer = {
    basis: limit.basis,
    amount: Math.max(limit.amount + position(dueAt) - position(it.dueAt), limit.amount),
  }
  return withDue(it, dueAt, longer, calendar)
}

/** The next mark to raise, once `raised` of them were for this deadline; null while the clock stands still. */
export function nextMark(
  it: Dated,
  raised: number,
  calendar: Calendar,
): { action: MarkAction; at: number } | null {
  if (stoppedAt(it) !== null) return null
  const marks = marksOf(it, calendar)
  if (!marks) return null
  const at = [marks.nearAt, marks.dueAt, marks.twiceAt, marks.thriceAt][raised]
  // A deadline is kept at its very instant: the first overdue one is a millisecond later.
  return at === undefined ? null : { action: MARKS[raised]!, at: Math.ceil(at) + (raised === 1 ? 1 : 0) }
}

const limitOf = (it: CaseFile): Limit => ({
  basis: it.basis ?? 'natural_hours',
  amount: it.limit ?? Math.max((it.dueAt! - (it.filedAt ?? it.dueAt!)) / 3_600_000, 1 / 60),
})

function withDue(
  it: CaseFile,
  dueAt: number,
  { basis, amount }: Limit,
  calendar: Calendar,
  raised = 0,
): ClockFields {
  const dated = { ...it, dueAt, basis, limit: amount, feedbackAt: null, closedAt: null, pausedAt: null }
  return {
    dueAt,
    basis,
    limit: amount,
    nearAt: Math.ceil(marksOf(dated, calendar)!.nearAt),
    marks: raised,
    nextMarkAt: nextMark(dated, raised, calendar)?.at ?? null,
  }
}
