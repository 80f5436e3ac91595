/** A case as a row says it: what, where, under which number, how urgent, from whom, how long still. Nothing personal. Pure. */
import { deadlineOf, type Deadline } from '@shaotai/shared/domain/deadline.ts'
import type { DeadlineLevel, Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { spanIn, type Reader } from '../../case/reader.ts'
import type { QueueWords } from '../../i18n/desk/queue/zh-CN.ts'
import { limitIn, TELLING } from '@shaotai/shared/domain/timeline/sentence.ts'
import type { Entry } from './entries.ts'

export interface Row {
  id: string
  kind: Kind
  /** Its shape in a word. */
  kindSaid: string
  level: DeadlineLevel
  overdueTimes: Deadline['overdueTimes']
  category: string
  grade: string
  place: string
  no: string
  /** Of this year, without what all of them begin with: as people say it to each other. */
  shortNo: string
  /** What it waits for, source, limit: what matters less is cut first. */
  detail: string
  time: string
  tone: 'overdue' | 'near' | 'plain'
  tags: readonly string[]
  /** All of it in one sentence, for those who hear it. */
  aloud: string
}

export interface Place {
  (area: string | null): string
}

export function rowOf({ it }: Entry, reader: Reader, place: Place, w: QueueWords): Row {
  const { words, language } = reader
  const deadline = it.closedAt === null ? deadlineOf(it, reader.now, reader.calendar) : null
  const time = timeOf(it.reportedAt, deadline, it.closedAt, reader)
  const limit =
    it.basis === null || it.limit === null
      ? null
      : limitIn({ basis: it.basis, amount: it.limit }, TELLING[language])
  const category = reader.category(it.category)
  const where = place(it.area)
  const grade = it.severity ? words.codes.severities[it.severity] : words.codes.priorities[it.priority]
  const detail = [words.waits[it.status], it.source && words.codes.sources[it.source], limit]
  const tags = [
    ...(it.exercise ? [words.panels.exercise] : []),
    ...(it.pending ? [w.asks(words.codes.pendings[it.pending])] : []),
    ...(it.returns > 0 ? [w.returned(String(it.returns))] : []),
    ...(it.round > 1 ? [w.round(String(it.round))] : []),
    ...(it.reports > 1 ? [w.reports(String(it.reports))] : []),
    ...(it.urges > 0 ? [w.urged(String(it.urges))] : []),
    ...(it.listed ? [words.case.listed] : []),
  ]
  return {
    id: it.id,
    kind: it.kind,
    kindSaid: words.kinds[it.kind],
    level: deadline?.level ?? 'on_track',
    overdueTimes: deadline?.overdueTimes ?? 0,
    category,
    grade,
    place: where,
    no: it.no,
    shortNo: shortNo(it.no, reader.now),
    detail: detail.filter(Boolean).join(' · '),
    ...time,
    tags,
    aloud: [words.kinds[it.kind], category, where, it.no, grade, ...detail, time.time, ...tags]
      .filter(Boolean)
      .join(', '),
  }
}

/** "GD20261126-0150" in 2026: "1126-0150". Any other number is said whole. */
export function shortNo(no: string, now: number): string {
  const [, year, rest] = /^[A-Z]{0,4}(\d{4})(\d{4}-\d+)$/.exec(no) ?? []
  return rest !== undefined && Number(year) === new Date(now).getFullYear() ? rest : no
}

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000]
/** Seconds that pass in every row at once tell nobody anything once there are minutes, nor minutes from ten hours on. */
function spanOf(ms: number, reader: Reader): string {
  const unit = ms >= 10 * HOUR_MS ? HOUR_MS : ms >= MINUTE_MS ? MINUTE_MS : 1
  return spanIn(reader, ms - (ms % unit))
}

function timeOf(
  reportedAt: number,
  deadline: Deadline | null,
  closedAt: number | null,
  reader: Reader,
): Pick<Row, 'time' | 'tone'> {
  const { panels: w } = reader.words
  if (closedAt !== null) return { time: reader.words.phases.closed, tone: 'plain' }
  if (!deadline) return { time: w.waited(spanOf(reader.now - reportedAt, reader)), tone: 'plain' }
  if (deadline.level === 'overdue') return { time: w.over(spanOf(-deadline.leftMs, reader)), tone: 'overdue' }
  return {
    time: w.left(spanOf(deadline.leftMs, reader)),
    tone: deadline.level === 'near_due' ? 'near' : 'plain',
  }
}
