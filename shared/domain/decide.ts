/**
 * Commands become events here, and nowhere else. Pure: time, ids, the calendar and the actor are arguments. Answers
 * with the event and the personal text that belongs beside it, or with a refusal; it never throws on a request. What
 * each action changes is in steps/.
 */
import type { Calendar } from './calendar/calendar.ts'
import { atBirth, type CaseFile } from './case-file.ts'
import { nextMark } from './clock-moves.ts'
import type { Command, CommandBody, Personal, Report } from './commands.ts'
import { evolve } from './evolve.ts'
import type { CaseEvent } from './events.ts'
import { edgeOf, isOpen, LIFECYCLE_OF_BIRTH, tableOf, type Action, type Status } from './lifecycle.ts'
import { beyondBounds, refusalOf, type Actor } from './policy.ts'
import type { RefusalCode } from './refusal.ts'
import type { VersionedRule } from './routing/route.ts'
import { CERTIFYING } from './steps/certifying.ts'
import { HANDING_OVER } from './steps/handing-over.ts'
import { HANDLING } from './steps/handling.ts'
import { MEDIATING } from './steps/mediating.ts'
import { OVERSEEING } from './steps/overseeing.ts'
import { NOTHING_PENDING, type Changes, type Moment, type Steps } from './steps/step.ts'
import { TAKING_IN } from './steps/taking-in.ts'
import type { Pending } from './vocabulary.ts'

export interface Context {
  actor: Actor
  /** Epoch ms. */
  now: number
  calendar: Calendar
  /** Of a merge: the case to merge into, as it stands. */
  target?: CaseFile | null
  /** Routing rules in their order; absent: there are none. */
  rules?: readonly VersionedRule[]
}
export type Decision =
  | { ok: true; event: CaseEvent; state: CaseFile; personal: Personal | null }
  | { ok: false; refusal: RefusalCode }

/** Clocks of sources differ a little: a stamp this far ahead is still "now". */
const CLOCK_TOLERANCE_MS = 60_000

const STEPS: Steps<Action> = {
  ...TAKING_IN,
  ...HANDING_OVER,
  ...HANDLING,
  ...MEDIATING,
  ...CERTIFYING,
  ...OVERSEEING,
}

const REFUSING = {
  return: 'refuse_return',
  extension: 'refuse_extension',
  suspension: 'refuse_suspension',
  void: 'refuse_void',
} as const satisfies Record<Pending, Action>

const refuse = (refusal: RefusalCode): Decision => ({ ok: false, refusal })

/** A new case from a report. `no` is filled in by the append statement, which alone knows the day's count. */
export function decideReport(
  id: string,
  report: Report,
  occurredAt: number | null,
  { actor, now }: Pick<Context, 'actor' | 'now'>,
): Decision {
  const { personal, ...facts } = report
  // A reporter may say when it happened: reports come in late, sometimes by days.
  const at = occurredAt ?? now
  if (at > now + CLOCK_TOLERANCE_MS) return refuse('in_future')
  const lifecycle = LIFECYCLE_OF_BIRTH[report.kind]
  const state: CaseFile = {
    ...atBirth(),
    ...facts,
    id,
    no: '',
    lifecycle,
    status: tableOf(lifecycle).birth.to as Status,
    round: 1,
    version: 1,
    reportedAt: at,
    acceptedAt: null,
    filedAt: null,
    dispatchedAt: null,
    signedAt: null,
    feedbackAt: null,
    closedAt: null,
    changedAt: at,
    tierAtBirth: report.tier,
    maxTier: report.tier,
    reportedBy: actor.id,
    handledBy: null,
    dispatchedBy: null,
  }
  const event: CaseEvent = {
    caseId: id,
    version: 1,
    type: 'case.reported',
    at,
    actor: { id: actor.id, role: actor.role },
    scope: {
      kind: report.kind,
      sensitivity: report.sensitivity,
      department: report.department,
      areaPath: report.areaPath,
    },
    case: state,
  }
  return { ok: true, event, state, personal: Object.keys(personal).length > 0 ? personal : null }
}

/** The next event of a case, or why there is none. */
export function decide(
  state: CaseFile,
  { body, expectedVersion, occurredAt }: Command,
  { actor, now, calendar, target = null, rules = [] }: Context,
): Decision {
  if (expectedVersion !== null && expectedVersion !== state.version) return refuse('version_conflict')
  const refused = refusalOf(actor, body.type, state)
  if (refused) return refuse(refused)
  if (occurredAt !== null && !actor.history) return refuse('history_right_needed')
  const at = occurredAt ?? now
  if (at > now + CLOCK_TOLERANCE_MS) return refuse('in_future')
  // Real systems do hold cases closed before they were reported; that history is kept and counted apart.
  if (at < state.reportedAt && body.type !== 'close_external') return refuse('before_reported')

  // A case that the actor may not see is not there to merge into.
  const seen = target && !beyondBounds(actor, target) ? target : null
  const changes = step(state, body, { actor, at, calendar, target: seen, rules })
  if (typeof changes === 'string') return refuse(changes)

  const event: CaseEvent = {
    caseId: state.id,
    version: state.version + 1,
    type: edgeOf(state, body.type)!.event,
    at,
    actor: { id: actor.id, role: actor.role },
    scope: {
      kind: state.kind,
      sensitivity: state.sensitivity,
      department: state.department,
      areaPath: state.areaPath,
    },
    set: differing(state, changes.set ?? {}),
    ...(changes.details && { details: changes.details }),
  }
  let became = evolve(state, event)
  // Feedback is given, the case is taken on or done: a request that nobody can decide any more must not block others.
  if (became.pending !== null && !edgeOf(became, REFUSING[became.pending])) {
    event.set = { ...event.set, ...NOTHING_PENDING }
    became = evolve(state, event)
  }
  // When the timer has something to raise follows from what the case has become, and from its table: main/1 has no marks.
  const mark = nextMark(became, became.marks, calendar)
  const nextMarkAt = mark && edgeOf(became, mark.action) ? mark.at : null
  if (nextMarkAt !== state.nextMarkAt) event.set = { ...event.set, nextMarkAt }
  else delete event.set!.nextMarkAt
  const next = evolve(state, event)

  event.scope.department = next.department
  if (next.department !== state.department) event.scope.from = state.department
  const coHandlers = [...new Set([...state.coHandlers, ...next.coHandlers])]
  if (coHandlers.length > 0) event.scope.with = coHandlers
  // Hands change or the case comes back: some screen meets it for the first time.
  const isMet =
    next.department !== state.department ||
    event.set!.coHandlers !== undefined ||
    (isOpen(next) && !isOpen(state))
  if (isMet) event.case = next
  return { ok: true, event, state: next, personal: textsOf(body) }
}

const step = (it: CaseFile, body: CommandBody, moment: Moment): Changes | RefusalCode =>
  (STEPS[body.type] as (it: CaseFile, body: CommandBody, moment: Moment) => Changes | RefusalCode)(
    it,
    body,
    moment,
  )

/** Only what changes: an event is kept for ever. */
const differing = (state: CaseFile, set: Partial<CaseFile>): Partial<CaseFile> =>
  Object.fromEntries(
    Object.entries(set).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(state[field as keyof CaseFile]),
    ),
  )

const TEXTS = ['reason', 'reply', 'note', 'contacted', 'measures', 'condition'] as const

function textsOf(body: CommandBody): Personal | null {
  const texts: Personal = {}
  for (const field of TEXTS) {
    const text = (body as Partial<Record<(typeof TEXTS)[number], string>>)[field]
    if (text) texts[field] = text
  }
  return Object.keys(texts).length > 0 ? texts : null
}
