/**
 * What each life allows, written by hand from the district's process (domain §11.1–11.3) and not from the tables:
 * status → action → who may, and where it leads (`=`: it stays). Tables and random walks are compared with it.
 */
import type { Action, LifecycleId, Status } from '../domain/lifecycle.ts'
import type { Role } from '../domain/vocabulary.ts'

/** `intake, duty_chief > accepted` */
type Cell = string
type Row = Partial<Record<Action, Cell>>

const ANY_OPEN: Row = {
  urge: 'leader, intake, dispatcher, duty_chief, supervisor, sector_chief, discipline =',
  instruct: 'leader, duty_chief =',
  spotlight: 'leader, dispatcher, duty_chief =',
  unspotlight: 'leader, dispatcher, duty_chief =',
  // The system too: the ladder of product ★3 escalates what is twice overdue.
  escalate: 'dispatcher, duty_chief, sector_chief, system =',
  deescalate: 'dispatcher, duty_chief =',
  attach: 'intake, dispatcher, liaison, verifier, duty_chief, grid_worker =',
  give_task: 'intake, dispatcher, verifier, duty_chief =',
  finish_task: 'liaison =',
  request_void: 'duty_chief =',
  refuse_void: 'duty_chief =',
  void: 'duty_chief > voided',
  join: 'intake, dispatcher, duty_chief =',
  mark_near_due: 'system =',
  mark_overdue: 'system =',
  mark_overdue_twice: 'system =',
  mark_overdue_thrice: 'system =',
}
const IN_HAND: Row = {
  contact: 'liaison =',
  add_co_handler: 'dispatcher, duty_chief =',
  remove_co_handler: 'dispatcher, duty_chief =',
  contribute: 'liaison =',
  request_extension: 'liaison =',
  grant_extension: 'duty_chief =',
  refuse_extension: 'duty_chief =',
}
const returnTo = (status: Status): Row => ({
  request_return: 'liaison =',
  refuse_return: 'dispatcher, duty_chief =',
  confirm_return: `dispatcher, duty_chief > ${status}`,
})
const REJECT: Row = { reject: 'intake, duty_chief > rejected' }
const MERGE: Row = { merge: 'intake, dispatcher, duty_chief > merged' }
const elsewhere = (status: Status): Row => ({ close_external: `ingest > ${status}` })

const TICKET_OPEN: Row = { ...ANY_OPEN, ...elsewhere('closed') }
const REASSIGN: Row = { reassign: 'dispatcher, duty_chief > dispatched' }
const TICKET: Partial<Record<Status, Row>> = {
  reported: {
    ...TICKET_OPEN,
    ...REJECT,
    ...MERGE,
    verify: 'intake, duty_chief > verifying',
    accept: 'intake, duty_chief > accepted',
  },
  verifying: { ...TICKET_OPEN, ...REJECT, ...MERGE, accept: 'intake, duty_chief > accepted' },
  accepted: {
    ...TICKET_OPEN,
    ...REJECT,
    ...MERGE,
    file: 'intake, duty_chief > filed',
    close_self: 'intake, duty_chief, grid_worker > closed',
  },
  filed: { ...TICKET_OPEN, ...MERGE, dispatch: 'dispatcher, duty_chief > dispatched' },
  dispatched: {
    ...TICKET_OPEN,
    ...returnTo('filed'),
    ...REASSIGN,
    sign: 'liaison > signed',
    recall: 'dispatcher, duty_chief > filed',
  },
  signed: { ...TICKET_OPEN, ...IN_HAND, ...returnTo('filed'), ...REASSIGN, handle: 'liaison > handling' },
  handling: {
    ...TICKET_OPEN,
    ...IN_HAND,
    ...REASSIGN,
    finish_stage: 'liaison =',
    request_suspension: 'liaison =',
    refuse_suspension: 'duty_chief =',
    suspend: 'duty_chief > suspended',
    feedback: 'liaison > feedback',
  },
  suspended: { ...TICKET_OPEN, resume: 'dispatcher, duty_chief, system > handling' },
  feedback: { ...TICKET_OPEN, check: 'verifier > checking' },
  checking: { ...TICKET_OPEN, close: 'verifier > closed', rework: 'verifier > handling' },
  closed: {
    rate: 'intake > evaluated',
    archive: 'duty_chief > archived',
    reopen: 'dispatcher, duty_chief, supervisor > dispatched',
  },
  evaluated: { archive: 'duty_chief > archived', reopen: 'dispatcher, duty_chief, supervisor > dispatched' },
  archived: {},
  rejected: {},
  merged: {},
  voided: {},
}

const HAZARD_OPEN: Row = { ...ANY_OPEN, ...elsewhere('cleared') }
const GRADED: Row = {
  ...HAZARD_OPEN,
  list: 'leader, duty_chief, supervisor =',
  turn_into_event: 'duty_chief > to_event',
}
const RELAPSE: Row = { relapse: 'verifier, duty_chief > rectifying' }
const HAZARD_REASSIGN: Row = { reassign: 'dispatcher, duty_chief > assigned' }
const HAZARD: Partial<Record<Status, Row>> = {
  found: { ...HAZARD_OPEN, ...REJECT, ...MERGE, grade: 'intake, duty_chief > graded' },
  graded: { ...GRADED, ...MERGE, assign: 'dispatcher, duty_chief > assigned' },
  assigned: {
    ...GRADED,
    ...IN_HAND,
    ...returnTo('graded'),
    ...HAZARD_REASSIGN,
    recall: 'dispatcher, duty_chief > graded',
    rectify: 'liaison > rectifying',
  },
  rectifying: {
    ...GRADED,
    ...IN_HAND,
    ...HAZARD_REASSIGN,
    contain: 'duty_chief > contained',
    submit: 'liaison > reinspect',
  },
  contained: {
    ...GRADED,
    ...IN_HAND,
    ...HAZARD_REASSIGN,
    review: 'dispatcher, duty_chief, system > rectifying',
    submit: 'liaison > reinspect',
  },
  reinspect: {
    ...HAZARD_OPEN,
    list: 'leader, duty_chief, supervisor =',
    clear: 'verifier > cleared',
    rework: 'verifier > rectifying',
  },
  cleared: { ...RELAPSE, look_back: 'verifier > verified' },
  verified: RELAPSE,
  to_event: {},
  rejected: {},
  merged: {},
  voided: {},
}

const DISPUTE_OPEN: Row = {
  ...ANY_OPEN,
  ...elsewhere('settled'),
  // Of a mediating body, its mediators too; of tickets and hazards they have none.
  attach: 'intake, dispatcher, liaison, verifier, duty_chief, grid_worker, mediator =',
  finish_task: 'liaison, mediator =',
}
const MEDIATING_IN_HAND: Row = {
  ...IN_HAND,
  contact: 'liaison, mediator =',
  contribute: 'liaison, mediator =',
}
const WITHDRAW: Row = { withdraw: 'intake, duty_chief > withdrawn' }
const MEDIATION_ENDS: Row = { agree: 'liaison, mediator > agreed', fail: 'liaison, mediator > failed' }
const MEDIATE_ANEW: Row = { reassign: 'dispatcher, duty_chief > pre_mediation' }
const CONVENE: Row = { convene: 'dispatcher, duty_chief > panel' }
/** Performed, and checked by somebody else; or not kept, and the panel sits again. */
const KEPT_OR_BROKEN: Row = { settle: 'verifier > settled', rework: 'verifier > panel' }
const DISPUTE_REOPEN: Row = { reopen: 'dispatcher, duty_chief, supervisor > pre_mediation' }
const DISPUTE: Partial<Record<Status, Row>> = {
  registered: {
    ...DISPUTE_OPEN,
    ...REJECT,
    ...MERGE,
    ...WITHDRAW,
    triage: 'intake, duty_chief > triaged',
  },
  triaged: { ...DISPUTE_OPEN, ...MERGE, ...WITHDRAW, mediate: 'dispatcher, duty_chief > pre_mediation' },
  pre_mediation: {
    ...DISPUTE_OPEN,
    ...MEDIATING_IN_HAND,
    ...WITHDRAW,
    ...returnTo('triaged'),
    ...MEDIATE_ANEW,
    ...CONVENE,
    ...MEDIATION_ENDS,
    recall: 'dispatcher, duty_chief > triaged',
    sign: 'liaison, mediator =',
  },
  panel: { ...DISPUTE_OPEN, ...MEDIATING_IN_HAND, ...WITHDRAW, ...MEDIATE_ANEW, ...MEDIATION_ENDS },
  failed: {
    ...DISPUTE_OPEN,
    ...CONVENE,
    refer_to_suit: 'dispatcher, duty_chief > to_suit',
    refer_to_arbitration: 'dispatcher, duty_chief > to_arbitration',
    refer_to_petition: 'dispatcher, duty_chief > to_petition',
    refer_to_pil: 'dispatcher, duty_chief > to_pil',
  },
  agreed: { ...DISPUTE_OPEN, ...KEPT_OR_BROKEN, perform: 'liaison, mediator > performing' },
  performing: { ...DISPUTE_OPEN, ...KEPT_OR_BROKEN },
  settled: { ...DISPUTE_REOPEN, follow_up: 'intake > followed_up' },
  followed_up: DISPUTE_REOPEN,
  to_suit: {},
  to_arbitration: {},
  to_petition: {},
  to_pil: {},
  withdrawn: DISPUTE_REOPEN,
  rejected: {},
  merged: {},
  voided: {},
}

/** The spine's one line, which its cases keep. */
const MAIN_LINE: Partial<Record<Status, Row>> = {
  reported: { ...elsewhere('closed'), ...REJECT, accept: 'intake, duty_chief > accepted' },
  accepted: { ...elsewhere('closed'), ...REJECT, file: 'intake, duty_chief > filed' },
  filed: { ...elsewhere('closed'), dispatch: 'dispatcher, duty_chief > dispatched' },
  dispatched: { ...elsewhere('closed'), ...REASSIGN, sign: 'liaison > signed' },
  signed: { ...elsewhere('closed'), ...REASSIGN, handle: 'liaison > handling' },
  handling: { ...elsewhere('closed'), ...REASSIGN, feedback: 'liaison > feedback' },
  feedback: { ...elsewhere('closed'), check: 'verifier > checking' },
  checking: { ...elsewhere('closed'), close: 'verifier > closed', rework: 'verifier > handling' },
  closed: { reopen: 'dispatcher, duty_chief, supervisor > dispatched' },
  rejected: {},
}

const EXPECTED: Record<LifecycleId, Partial<Record<Status, Row>>> = {
  'main/1': MAIN_LINE,
  'ticket/1': TICKET,
  'hazard/1': HAZARD,
  'dispute/1': DISPUTE,
}

export const expectedStatuses = (lifecycle: LifecycleId): Status[] =>
  Object.keys(EXPECTED[lifecycle]) as Status[]

export interface ExpectedStep {
  roles: Role[]
  to: Status
}

/** Undefined: nobody may do that from here. */
export function expectedStep(
  lifecycle: LifecycleId,
  status: Status,
  action: Action,
): ExpectedStep | undefined {
  const cell = EXPECTED[lifecycle][status]?.[action]
  if (cell === undefined) return undefined
  const [who, to] = cell.split(/ >| =/)
  return { roles: who!.split(', ') as Role[], to: (to!.trim() || status) as Status }
}
