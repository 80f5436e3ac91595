/**
 * The lifecycles as data: which action leads from which status to which, who may take it, and what it
 * records. Everything that depends on a lifecycle (action types, refusals, buttons, OpenAPI enums, the
 * database constraint, the diagram in docs) is derived from these tables and never written beside them.
 *
 * A case keeps the lifecycle it was born with, by id. A changed table is a new id; old ones stay.
 */
import type { Phase, Role } from './vocabulary.ts'

/** 案件主流程, the ticket's main line (GB/T 30428's seven links), shared by hazards and disputes for now. */
export const MAIN_LINE_1 = {
  id: 'main/1',
  birth: { action: 'report', to: 'reported', event: 'case.reported' },
  /** status → phase. `null`: outside the phases, neither open nor closed. */
  statuses: {
    reported: 'intake', // 已上报
    accepted: 'intake', // 已受理
    filed: 'dispatch', // 已立案
    dispatched: 'dispatch', // 已派遣(待签收)
    signed: 'handle', // 已签收
    handling: 'handle', // 处置中
    feedback: 'verify', // 已反馈(待核查)
    checking: 'verify', // 核查中
    closed: 'closed', // 已结案
    rejected: null, // 不予受理
  },
  edges: [
    // GB/T 30428 link 2: the supervision centre takes the report on.
    {
      action: 'accept',
      from: ['reported'],
      to: 'accepted',
      event: 'case.accepted',
      roles: ['intake', 'duty_chief'],
    },
    // 不予受理/不予立案: only before filing, with a coded reason and a reply to the reporter.
    {
      action: 'reject',
      from: ['reported', 'accepted'],
      to: 'rejected',
      event: 'case.rejected',
      roles: ['intake', 'duty_chief'],
    },
    // 立案: the filing conditions are met; the deadline starts here.
    { action: 'file', from: ['accepted'], to: 'filed', event: 'case.filed', roles: ['intake', 'duty_chief'] },
    // Link 3, 派遣: the command centre names the department that owns the case.
    {
      action: 'dispatch',
      from: ['filed'],
      to: 'dispatched',
      event: 'case.dispatched',
      roles: ['dispatcher', 'duty_chief'],
    },
    // 改派: until handling is done the owner may change; both departments see it.
    {
      action: 'reassign',
      from: ['dispatched', 'signed', 'handling'],
      to: 'dispatched',
      event: 'case.reassigned',
      roles: ['dispatcher', 'duty_chief'],
    },
    // 签收 by the owning department's liaison.
    { action: 'sign', from: ['dispatched'], to: 'signed', event: 'case.signed', roles: ['liaison'] },
    // Link 4, 处置.
    { action: 'handle', from: ['signed'], to: 'handling', event: 'case.handling', roles: ['liaison'] },
    // Link 5, 反馈: handling stops the clock provisionally.
    { action: 'feedback', from: ['handling'], to: 'feedback', event: 'case.feedback', roles: ['liaison'] },
    // Link 6, 核查. "The one who dispatches does not certify closure": another body's person checks.
    { action: 'check', from: ['feedback'], to: 'checking', event: 'case.check_started', roles: ['verifier'] },
    { action: 'close', from: ['checking'], to: 'closed', event: 'case.closed', roles: ['verifier'] },
    // 返工: the check failed; handling goes on as if it had never stopped.
    { action: 'rework', from: ['checking'], to: 'handling', event: 'case.rework', roles: ['verifier'] },
    // 重办 within 30 days: the citizen's complaint was substantiated; round + 1.
    {
      action: 'reopen',
      from: ['closed'],
      to: 'dispatched',
      event: 'case.reopened',
      roles: ['dispatcher', 'duty_chief'],
    },
    // History of another system: closed there, as it says, without our steps in between.
    {
      action: 'close_external',
      from: ['reported', 'accepted', 'filed', 'dispatched', 'signed', 'handling', 'feedback', 'checking'],
      to: 'closed',
      event: 'case.closed_external',
      roles: ['ingest'],
    },
  ],
} as const satisfies Lifecycle

export interface Lifecycle {
  id: string
  birth: { action: string; to: string; event: string }
  statuses: Record<string, Phase | null>
  edges: readonly Edge[]
}
export interface Edge {
  action: string
  from: readonly string[]
  to: string
  event: string
  roles: readonly Role[]
}

/** Every lifecycle that a stored case may name. */
export const LIFECYCLES = { 'main/1': MAIN_LINE_1 } as const
export type LifecycleId = keyof typeof LIFECYCLES
export const LIFECYCLE_IDS = Object.keys(LIFECYCLES) as [LifecycleId, ...LifecycleId[]]

export type Status = keyof (typeof MAIN_LINE_1)['statuses']
export const STATUSES = Object.keys(MAIN_LINE_1.statuses) as [Status, ...Status[]]

/** An action on an existing case; `report` is not one, since it makes the case. */
export type Action = (typeof MAIN_LINE_1)['edges'][number]['action']
export const ACTIONS = MAIN_LINE_1.edges.map((edge) => edge.action) as [Action, ...Action[]]

export type EventType = (typeof MAIN_LINE_1)['edges'][number]['event'] | 'case.reported'
export const EVENT_TYPES = ['case.reported', ...MAIN_LINE_1.edges.map((edge) => edge.event)] as [
  EventType,
  ...EventType[],
]

/** The lifecycle a new case of any kind is born with. */
export const LIFECYCLE_OF_BIRTH: LifecycleId = 'main/1'

type OnLifecycle = { lifecycle: LifecycleId; status: Status }

export const phaseOf = (it: OnLifecycle): Phase | null => LIFECYCLES[it.lifecycle].statuses[it.status]

/** Open: somebody still owes an action. Closed and rejected cases are done. */
export const isOpen = (it: OnLifecycle): boolean => {
  const phase = phaseOf(it)
  return phase !== null && phase !== 'closed'
}

/** The edge an action would take from here, or undefined where the table has none. */
export const edgeOf = (
  it: OnLifecycle,
  action: Action,
): (Edge & { to: Status; event: EventType }) | undefined =>
  LIFECYCLES[it.lifecycle].edges.find(
    (edge) => edge.action === action && (edge.from as readonly string[]).includes(it.status),
  )

/** What the table allows from here, whoever asks; ask policy.can for a person. */
export const allowedActions = (it: OnLifecycle): Action[] =>
  ACTIONS.filter((action) => edgeOf(it, action) !== undefined)

/** The status an event leads to; the reverse reading of the same table, for evolve. */
export const statusAfter = (lifecycle: LifecycleId, event: EventType): Status => {
  const { birth, edges } = LIFECYCLES[lifecycle]
  return event === birth.event ? birth.to : edges.find((edge) => edge.event === event)!.to
}
