/**
 * How a case stands with its deadline, at one instant: the one function behind lights, lists and figures on
 * screens. Natural time until working calendars come; what sets `dueAt` is decide.ts.
 */
import type { CaseView } from './case-file.ts'
import type { DeadlineLevel } from './vocabulary.ts'

/** Near due from this share of the limit on (product ★3: 80 % used). */
export const NEAR_DUE_SHARE = 0.8
/** A figure beside the lamp: no more than ×3 is told apart. */
const MOST_TIMES = 3

export interface Deadline {
  level: DeadlineLevel
  /** 0 while not overdue; 1 once due, 2 and 3 when twice and three times the limit are used up. */
  overdueTimes: 0 | 1 | 2 | 3
  /** Until due at the instant that counts, ms; negative once overdue. */
  leftMs: number
}

type Dated = Pick<CaseView, 'dueAt' | 'filedAt' | 'dispatchedAt' | 'feedbackAt' | 'closedAt' | 'round'>

/**
 * `null`: no deadline. Feedback that stands stops the clock, provisionally; closing stops it for good where no
 * feedback did. `now` is epoch ms.
 */
export function deadlineOf(it: Dated, now: number): Deadline | null {
  if (it.dueAt === null) return null
  const startedAt = (it.round > 1 ? it.dispatchedAt : it.filedAt) ?? it.dueAt
  const at = finishedAt(it) ?? now
  const limitMs = it.dueAt - startedAt
  const usedMs = at - startedAt
  const leftMs = it.dueAt - at
  if (leftMs >= 0)
    return { level: usedMs >= limitMs * NEAR_DUE_SHARE ? 'near_due' : 'on_track', overdueTimes: 0, leftMs }
  const times = limitMs > 0 ? Math.floor(usedMs / limitMs) : MOST_TIMES
  return { level: 'overdue', overdueTimes: Math.min(Math.max(times, 1), MOST_TIMES) as 1 | 2 | 3, leftMs }
}

/** `fin` of the field's definitions: the standing feedback, else the closing; null while handling goes on. */
export const finishedAt = (it: Pick<CaseView, 'feedbackAt' | 'closedAt'>): number | null =>
  it.feedbackAt ?? it.closedAt
