/**
 * Commands become events here, and nowhere else. Pure: time, ids and the actor are arguments. Answers with
 * the event and the personal text that belongs beside it, or with a refusal; it never throws on a request.
 */
import type { CaseFile } from './case-file.ts'
import type { Command, Personal, Report } from './commands.ts'
import { evolve } from './evolve.ts'
import type { CaseEvent } from './events.ts'
import { edgeOf, LIFECYCLE_OF_BIRTH, MAIN_LINE_1 } from './lifecycle.ts'
import { refusalOf, type Actor } from './policy.ts'
import type { RefusalCode } from './refusal.ts'

export interface Context {
  actor: Actor
  /** Epoch ms. */
  now: number
}
export type Decision =
  | { ok: true; event: CaseEvent; state: CaseFile; personal: Personal | null }
  | { ok: false; refusal: RefusalCode }

/** Clocks of sources differ a little: a stamp this far ahead is still "now". */
const CLOCK_TOLERANCE_MS = 60_000
/** 重办 ≤ 30 d (domain, ticket main line). */
const REOPEN_WITHIN_MS = 30 * 86_400_000

const refuse = (refusal: RefusalCode): Decision => ({ ok: false, refusal })

/** A new case from a report. `no` is filled in by the append statement, which alone knows the day's count. */
export function decideReport(
  id: string,
  report: Report,
  occurredAt: number | null,
  { actor, now }: Context,
): Decision {
  const { personal, ...facts } = report
  // A reporter may say when it happened: reports come in late, sometimes by days.
  const at = occurredAt ?? now
  if (at > now + CLOCK_TOLERANCE_MS) return refuse('in_future')
  const state: CaseFile = {
    ...facts,
    id,
    no: '',
    lifecycle: LIFECYCLE_OF_BIRTH,
    status: MAIN_LINE_1.birth.to,
    round: 1,
    version: 1,
    reportedAt: at,
    acceptedAt: null,
    filedAt: null,
    dispatchedAt: null,
    signedAt: null,
    feedbackAt: null,
    closedAt: null,
    dueAt: null,
    changedAt: at,
    handledBy: null,
    dispatchedBy: null,
  }
  const event: CaseEvent = {
    caseId: id,
    version: 1,
    type: 'case.reported',
    at,
    actor: { id: actor.id, role: actor.role },
    scope: { kind: report.kind, sensitivity: report.sensitivity, department: report.department },
    case: state,
  }
  return { ok: true, event, state, personal: Object.keys(personal).length > 0 ? personal : null }
}

/** The next event of a case, or why there is none. */
export function decide(
  state: CaseFile,
  { body, expectedVersion, occurredAt }: Command,
  { actor, now }: Context,
): Decision {
  if (expectedVersion !== null && expectedVersion !== state.version) return refuse('version_conflict')
  const refused = refusalOf(actor, body.type, state)
  if (refused) return refuse(refused)
  if (occurredAt !== null && !actor.history) return refuse('history_right_needed')
  const at = occurredAt ?? now
  if (at > now + CLOCK_TOLERANCE_MS) return refuse('in_future')
  // Real systems do hold cases closed before they were reported; that history is kept and counted apart.
  if (at < state.reportedAt && body.type !== 'close_external') return refuse('before_reported')

  let department: string | undefined
  if (body.type === 'dispatch' || body.type === 'reassign') {
    if (body.type === 'reassign' && body.department === state.department) return refuse('same_department')
    department = body.department
  }
  if (body.type === 'reopen') {
    if (state.closedAt !== null && at - state.closedAt > REOPEN_WITHIN_MS) return refuse('reopen_too_late')
    department = body.department ?? state.department ?? undefined
    if (department === undefined) return refuse('department_needed')
  }

  const event: CaseEvent = {
    caseId: state.id,
    version: state.version + 1,
    type: edgeOf(state, body.type)!.event,
    at,
    actor: { id: actor.id, role: actor.role },
    scope: { kind: state.kind, sensitivity: state.sensitivity, department: department ?? state.department },
  }
  if (department !== undefined) {
    event.department = department
    event.scope.from = state.department
  }
  // The clock of a round starts when it is filed, and anew when it is reopened. (Cases reported before there
  // were limits have none.)
  if ((body.type === 'file' || body.type === 'reopen') && (state.limitMinutes ?? null) !== null)
    event.dueAt = at + state.limitMinutes! * 60_000
  const next = evolve(state, event)
  // Hands change or the case comes back: some screen meets it for the first time.
  if (department !== undefined) event.case = next
  return { ok: true, event, state: next, personal: textsOf(body) }
}

function textsOf(body: Command['body']): Personal | null {
  const texts: Personal = {}
  if ('reason' in body && body.reason) texts.reason = body.reason
  if ('reply' in body && body.reply) texts.reply = body.reply
  if ('note' in body && body.note) texts.note = body.note
  return Object.keys(texts).length > 0 ? texts : null
}
