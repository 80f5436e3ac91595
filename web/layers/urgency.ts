/**
 * A deadline's level, and as one number that marks, clusters and areas can compare; kept for a case until it turns.
 * Pure; what is due is deadline.ts.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf, marksOf, stoppedAt, type Deadline } from '@shaotai/shared/domain/deadline.ts'
import type { DeadlineLevel } from '@shaotai/shared/domain/vocabulary.ts'

/** 0 on track or without a deadline, 1 near due, 2 overdue, 3 and 4 at twice and three times the limit. */
export type Urgency = 0 | 1 | 2 | 3 | 4

export const urgencyOf = (it: CaseView, now: number, calendar: Calendar | null): Urgency =>
  asUrgency(deadlineOf(it, now, calendar))

function asUrgency(deadline: Deadline | null): Urgency {
  if (!deadline || deadline.level === 'on_track') return 0
  return deadline.level === 'near_due' ? 1 : ((deadline.overdueTimes + 1) as Urgency)
}

/** The next instant at which time alone changes it, epoch ms; Infinity: never. */
export function turnsAt(it: CaseView, now: number, calendar: Calendar | null): number {
  const marks = stoppedAt(it) === null ? marksOf(it, calendar) : null
  if (!marks) return Infinity
  return [marks.nearAt, marks.dueAt + 1, marks.twiceAt, marks.thriceAt].find((at) => at > now) ?? Infinity
}

export interface Light {
  /** Null: without a deadline. */
  level: DeadlineLevel | null
  overdueTimes: Deadline['overdueTimes']
  urgency: Urgency
  /** See turnsAt. */
  turnsAt: number
}
type Kept = Light & { from: number; calendar: Calendar | null }
const kept = new WeakMap<CaseView, Kept>()

/** All at once. Working time is dear to count, and a case that nobody touched shines alike until it turns. */
export function lightOf(it: CaseView, now: number, calendar: Calendar | null): Light {
  const known = kept.get(it)
  if (known && known.calendar === calendar && known.from <= now && now < known.turnsAt) return known
  const deadline = deadlineOf(it, now, calendar)
  const light = {
    level: deadline?.level ?? null,
    overdueTimes: deadline?.overdueTimes ?? 0,
    urgency: asUrgency(deadline),
    turnsAt: turnsAt(it, now, calendar),
    from: now,
    calendar,
  }
  kept.set(it, light)
  return light
}
