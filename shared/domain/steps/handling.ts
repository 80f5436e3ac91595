/** 处置: from signing to feedback, with what moves the deadline on the way. */
import { extendClock, nextStageClock, resumeClock } from '../clock-moves.ts'
import { MOST_CO_HANDLERS, type CaseFile } from '../case-file.ts'
import type { RefusalCode } from '../refusal.ts'
import { NOTHING_PENDING, nothing, type Changes, type Moment, type Steps } from './step.ts'

const MOST_TASKS = 40

const signed = (it: CaseFile, at: number): Changes => ({ set: { signedAt: it.signedAt ?? at } })

/** What a category asks of a feedback. History of elsewhere is taken as it is. */
function lacking(it: CaseFile, measured: number | undefined, { actor }: Moment): RefusalCode | null {
  if (!it.policy || actor.history) return null
  const { evidence, criterion } = it.policy
  if (evidence !== 'none' && it.evidence.after === 0) return 'evidence_missing'
  if (evidence === 'before_after' && it.evidence.before === 0) return 'evidence_missing'
  return criterion && measured === undefined ? 'measured_missing' : null
}

/** 反馈: the clock stops provisionally, and its person may not certify it. */
const fedBack = (measured: number | undefined, { at, actor }: Moment): Changes => ({
  set: { feedbackAt: at, handledBy: actor.id, ...(measured !== undefined && { measured }) },
  ...(measured !== undefined && { details: { measured } }),
})

export const HANDLING: Steps<
  | 'sign'
  | 'contact'
  | 'handle'
  | 'finish_stage'
  | 'rectify'
  | 'contain'
  | 'review'
  | 'request_suspension'
  | 'suspend'
  | 'refuse_suspension'
  | 'resume'
  | 'request_extension'
  | 'grant_extension'
  | 'refuse_extension'
  | 'contribute'
  | 'attach'
  | 'give_task'
  | 'finish_task'
  | 'feedback'
  | 'submit'
> = {
  sign: (it, _, { at }) => signed(it, at),
  contact: (it, _, { at }) => ({ set: { contactedAt: it.contactedAt ?? at } }),
  handle: nothing,
  finish_stage: (it, _, { calendar }) => {
    const stage = it.stage + 1
    return it.policy?.stages[stage]
      ? { set: { stage, ...nextStageClock(it, calendar) }, details: { stage } }
      : 'no_next_stage'
  },
  rectify: (it, _, { at }) => signed(it, at),
  contain: (_, { until }, { at, actor }) =>
    until <= at && !actor.history ? 'date_in_past' : { set: { reviewAt: until }, details: { until } },
  review: () => ({ set: { reviewAt: null } }),
  request_suspension: (it, { code, until, condition }, { at, actor }) => {
    if (it.pending) return 'request_pending'
    if (until === undefined && condition === undefined) return 'until_needed'
    if (until !== undefined && until <= at && !actor.history) return 'date_in_past'
    return {
      set: { pending: 'suspension', pendingBy: actor.id, asked: until === undefined ? {} : { until } },
      details: { reason: code, ...(until !== undefined && { until }) },
    }
  },
  suspend: (it, _, { at }) => {
    if (it.pending !== 'suspension') return 'nothing_pending'
    const until = it.asked?.until
    return {
      set: { ...NOTHING_PENDING, pausedAt: at, reviewAt: until ?? null },
      ...(until !== undefined && { details: { until } }),
    }
  },
  refuse_suspension: (it) => (it.pending === 'suspension' ? { set: NOTHING_PENDING } : 'nothing_pending'),
  resume: (it, _, { at, calendar }) => ({
    set: { ...resumeClock(it, at, calendar), pausedAt: null, reviewAt: null },
  }),
  request_extension: (it, { extra }, { at, actor }) => {
    if (it.pending) return 'request_pending'
    if (it.dueAt === null) return 'no_deadline'
    if (at > it.dueAt) return 'extension_too_late'
    if (it.policy && it.extensions >= it.policy.extensions && !actor.history) return 'too_many_extensions'
    return { set: { pending: 'extension', pendingBy: actor.id, asked: { extra } }, details: { extra } }
  },
  grant_extension: (it, { extra: granted }, { calendar }) => {
    if (it.pending !== 'extension') return 'nothing_pending'
    const extra = granted ?? it.asked!.extra!
    return {
      set: { ...NOTHING_PENDING, extensions: it.extensions + 1, ...extendClock(it, extra, calendar) },
      details: { extra },
    }
  },
  refuse_extension: (it) => (it.pending === 'extension' ? { set: NOTHING_PENDING } : 'nothing_pending'),
  contribute: (_, { contribution }, { actor }) => ({
    details: { contribution, ...(actor.department !== null && { department: actor.department }) },
  }),
  attach: (it, { evidence, role }) => ({
    set: { evidence: { ...it.evidence, [role]: it.evidence[role] + 1 } },
    details: { evidence, evidenceRole: role },
  }),
  give_task: (it, { department, kind }) => {
    if (it.tasks.length >= MOST_TASKS) return 'too_many'
    const id = it.tasks.length + 1
    // Whoever has a piece of the work sees the case that it is of.
    const knows = department === it.department || it.coHandlers.includes(department)
    if (!knows && it.coHandlers.length >= MOST_CO_HANDLERS) return 'too_many'
    return {
      set: {
        tasks: [...it.tasks, { id, department, kind, done: false }],
        ...(!knows && { coHandlers: [...it.coHandlers, department].toSorted() }),
      },
      details: { task: { id, kind }, department },
    }
  },
  finish_task: (it, { task: id }, { actor }) => {
    const task = it.tasks.find((other) => other.id === id && !other.done)
    if (!task || (task.department !== actor.department && !actor.history)) return 'task_unknown'
    return {
      set: { tasks: it.tasks.map((other) => (other.id === id ? { ...other, done: true } : other)) },
      details: { task: { id, kind: task.kind }, department: task.department },
    }
  },
  feedback: (it, { acceptedAt, contacted, measures, doneBy, measured }, moment) => {
    const isWhole = [acceptedAt, contacted, measures, doneBy].every((element) => element !== undefined)
    if (!isWhole && it.lifecycle !== 'main/1' && !moment.actor.history) return 'elements_missing'
    return (
      lacking(it, measured, moment) ?? {
        ...fedBack(measured, moment),
        ...(doneBy !== undefined && {
          details: { until: doneBy, ...(measured !== undefined && { measured }) },
        }),
      }
    )
  },
  submit: (it, { measured }, moment) =>
    lacking(it, measured, moment) ?? {
      ...fedBack(measured, moment),
      set: { ...fedBack(measured, moment).set, reviewAt: null },
    },
}
