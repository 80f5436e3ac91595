/** A deadline's level as one number that marks, clusters and areas can compare. Pure; what is due is deadline.ts. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf, finishedAt, NEAR_DUE_SHARE } from '@shaotai/shared/domain/deadline.ts'

/** 0 on track or without a deadline, 1 near due, 2 overdue, 3 and 4 at twice and three times the limit. */
export type Urgency = 0 | 1 | 2 | 3 | 4

export function urgencyOf(it: CaseView, now: number): Urgency {
  const deadline = deadlineOf(it, now)
  if (!deadline || deadline.level === 'on_track') return 0
  return deadline.level === 'near_due' ? 1 : ((deadline.overdueTimes + 1) as Urgency)
}

/** The next instant at which time alone changes it, epoch ms; Infinity: never. */
export function turnsAt(it: CaseView, now: number): number {
  if (it.dueAt === null || finishedAt(it) !== null) return Infinity
  const startedAt = (it.round > 1 ? it.dispatchedAt : it.filedAt) ?? it.dueAt
  const limitMs = it.dueAt - startedAt
  const turns = [
    startedAt + limitMs * NEAR_DUE_SHARE,
    it.dueAt + 1,
    startedAt + limitMs * 2,
    startedAt + limitMs * 3,
  ]
  return turns.find((at) => at > now) ?? Infinity
}
