/** What stands at the top of a case: its deadline as light, bar and printed instant, and what was done about it. Pure. */
import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import { deadlineOf, stoppedAt, type Deadline } from '@shaotai/shared/domain/deadline.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { limitIn, TELLING } from '@shaotai/shared/domain/timeline/sentence.ts'
import { formatCount } from '../i18n/format.ts'
import { instantIn, spanIn, type Reader } from './reader.ts'

export interface DeadlineModel {
  deadline: Deadline | null
  /** Level in a word, and how much is left or over; empty without a deadline. */
  level: string
  time: string
  due: string
  used: string
  /** Why the clock stands, or why there is none. */
  note: string
  /** Share of the limit that is used, 0 to 1 on the bar; over 1: past it. */
  share: number
}

export function deadlineModel(it: CaseReply, reader: Reader): DeadlineModel {
  const { words, now, calendar, language } = reader
  const w = words.case
  const deadline = deadlineOf(it, now, calendar)
  if (!deadline || it.dueAt === null) {
    const note = isOpen(it) && it.filedAt === null ? w.notFiled : w.noDeadline
    return { deadline: null, level: '', time: '', due: '', used: '', note, share: 0 }
  }
  const isLate = deadline.level === 'overdue'
  const share = String(Math.floor(deadline.used * 100))
  const limit =
    it.basis !== null && it.limit !== null
      ? limitIn({ basis: it.basis, amount: it.limit }, TELLING[language])
      : null
  return {
    deadline,
    level: !isLate
      ? words.levels[deadline.level]
      : deadline.overdueTimes > 1
        ? words.levels.times(String(deadline.overdueTimes))
        : words.levels.overdue,
    time: isLate
      ? words.panels.over(spanIn(reader, -deadline.leftMs))
      : words.panels.left(spanIn(reader, deadline.leftMs)),
    due: w.due(instantIn(reader, it.dueAt)),
    used: limit === null ? w.used(share) : w.usedOf(share, limit),
    note: noteOf(it, isLate, reader),
    share: deadline.used,
  }
}

function noteOf(it: CaseReply, isLate: boolean, reader: Reader): string {
  const w = reader.words.case
  if (!isOpen(it)) return isLate ? w.finishedLate : w.finished
  if (it.feedbackAt !== null) return w.stopped
  if (stoppedAt(it) === null) return ''
  return it.reviewAt === null ? w.pausedOpen : w.paused(instantIn(reader, it.reviewAt))
}

/** Counters that are not nought, and what waits for a decision. */
export function countersOf(it: CaseReply, { words, language }: Reader): string[] {
  const w = words.case
  const n = (count: number) => formatCount(count, language)
  const some = (count: number | undefined, least: number, say: (n: string) => string) =>
    count !== undefined && count >= least ? [say(n(count))] : []
  return [
    ...(it.listed ? [w.listed] : []),
    ...some(it.round, 2, w.round),
    ...some(it.reports, 2, w.reports),
    ...some(it.urges, 1, w.urges),
    ...some(it.instructions, 1, w.instructions),
    ...some(it.returns, 1, w.returns),
    ...some(it.whole?.extensions, 1, w.extensions),
    ...some(it.whole?.reworks, 1, w.reworks),
  ]
}
