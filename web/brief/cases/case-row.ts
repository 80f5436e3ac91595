/** A case in one row: what it is, where, whose step it is, and how late. Pure. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf, type Deadline } from '@shaotai/shared/domain/deadline.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { DeadlineLevel } from '@shaotai/shared/domain/vocabulary.ts'
import { spanIn, type Reader } from '../../case/reader.ts'
import { formatWhen } from '../../i18n/format.ts'

export interface CaseRow {
  what: string
  where: string
  level: DeadlineLevel
  overdueTimes: Deadline['overdueTimes']
  markLabel: string
  time: string
  tone: 'overdue' | 'near' | ''
}

/** `placeOf` gives the way to an area, the widest first, without the whole. */
export function caseRowOf(
  it: CaseView,
  reader: Reader,
  placeOf: (code: string) => readonly string[],
): CaseRow {
  const { words, now, language } = reader
  const isClosed = !isOpen(it)
  const deadline = isClosed ? null : deadlineOf(it, now, reader.calendar)
  const level = deadline?.level ?? 'on_track'
  return {
    what: `${reader.category(it.category)} · ${words.statuses[it.status]}`,
    where: [
      it.area === null ? '' : reader.area(placeOf(it.area)),
      it.department === null ? '' : reader.department(it.department),
    ]
      .filter(Boolean)
      .join(' · '),
    level,
    overdueTimes: deadline?.overdueTimes ?? 0,
    markLabel: words.kinds[it.kind],
    time: timeOf(),
    tone: level === 'overdue' ? 'overdue' : level === 'near_due' ? 'near' : '',
  }

  function timeOf(): string {
    if (it.closedAt !== null && isClosed) return formatWhen(it.closedAt, now, language)
    if (!deadline) return words.panels.waited(spanIn(reader, now - it.reportedAt))
    return level === 'overdue'
      ? words.panels.over(spanIn(reader, -deadline.leftMs))
      : words.panels.left(spanIn(reader, deadline.leftMs))
  }
}
