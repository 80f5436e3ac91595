/** What needs somebody now, what is regretted most first: what, where, who owes which step, and how late. Pure. */
import type { Deadline } from '@shaotai/shared/domain/deadline.ts'
import { phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import type { DeadlineLevel, Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { formatCount, formatSpan, formatWhen } from '../../i18n/format.ts'
import type { Definition } from '../definition/definition.ts'
import type { PanelInputs } from '../panel.ts'
import { standingOf, type Urgent } from '../standing.ts'

export interface UrgentModel {
  note: string
  rows: UrgentRow[]
  nothing: { title: string; means: string } | null
}
export interface UrgentRow {
  id: string
  kind: Kind
  level: DeadlineLevel
  overdueTimes: Deadline['overdueTimes']
  category: string
  place: string
  /** Which step is owed, and by whom. */
  owed: string
  no: string
  /** Both: what matters less is cut first. */
  detail: string
  /** Time over, left, or waited. */
  time: string
  /** Colour of the time, never alone: the words say the same. */
  tone: 'overdue' | 'near' | 'plain'
  /** P1 and exercises say so. */
  tags: string[]
  definition: Definition
}

export function deriveUrgent(inputs: PanelInputs): UrgentModel {
  const { picture, words, language, now, calendar } = inputs
  const { panels: w } = words
  if (!picture) return { note: '', rows: [], nothing: null }
  const { urgent, needAction } = standingOf(picture, now, calendar)
  return {
    note: needAction > 0 ? w.urgentNote(formatCount(needAction, language)) : '',
    rows: urgent.map((it) => rowOf(it, inputs)),
    nothing: urgent.length === 0 ? { title: w.urgentNothing, means: w.urgentNothingMeans } : null,
  }
}

/** One case in a line and a half, as every list of the wall says it. */
export function rowOf({ it, deadline }: Pick<Urgent, 'it' | 'deadline'>, inputs: PanelInputs): UrgentRow {
  const { names, words, language, now } = inputs
  const { panels: w, definition: d } = words
  const step = words.waits[it.status]
  const department = it.department === null ? '' : names.department(it.department)
  const phase = phaseOf(it)
  // While it is handled, and while it waits to be signed for, it is the department's.
  const isOffice = it.status !== 'dispatched' && phase !== null && phase !== 'handle' && phase !== 'closed'
  const owner = isOffice ? words.offices[phase] : department
  const owed = [step, owner].filter(Boolean).join(' · ')
  const place = names.street(it.area)
  const category = names.category(it.category)
  return {
    id: it.id,
    kind: it.kind,
    level: deadline?.level ?? 'on_track',
    overdueTimes: deadline?.overdueTimes ?? 0,
    category,
    place,
    owed,
    no: it.no,
    detail: [owed, it.no].filter(Boolean).join(' · '),
    ...timeOf({ it, deadline }, inputs),
    tags: [...(it.priority === 'P1' ? [w.p1] : []), ...(it.exercise ? [w.exercise] : [])],
    definition: {
      title: category,
      text: d.regret,
      ...(inputs.opensCases && { opens: { path: `/cases/${it.id}`, name: words.case.of(it.no) } }),
      rows: [
        { name: d.no, value: it.no },
        { name: d.kind, value: words.kinds[it.kind] },
        { name: d.area, value: place || '—' },
        { name: d.department, value: department || w.noDepartment },
        { name: d.waits, value: [owner, step].filter(Boolean).join(' · ') },
        { name: d.priority, value: it.severity ? `${it.priority} · ${it.severity}` : it.priority },
        { name: d.reportedAt, value: formatWhen(it.reportedAt, now, language) },
        { name: d.dueAt, value: it.dueAt === null ? '—' : formatWhen(it.dueAt, now, language) },
      ],
    },
  }
}

function timeOf(
  { it, deadline }: Pick<Urgent, 'it' | 'deadline'>,
  { words, language, now }: PanelInputs,
): { time: string; tone: UrgentRow['tone'] } {
  const span = (ms: number) => formatSpan(Math.max(0, ms) / 1_000, language)
  if (!deadline) return { time: words.panels.waited(span(now - it.reportedAt)), tone: 'plain' }
  if (deadline.level === 'overdue')
    return { time: words.panels.over(span(-deadline.leftMs)), tone: 'overdue' }
  return {
    time: words.panels.left(span(deadline.leftMs)),
    tone: deadline.level === 'near_due' ? 'near' : 'plain',
  }
}
