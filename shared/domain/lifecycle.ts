/**
 * What follows from the lifecycles' tables: action types, refusals, buttons, OpenAPI enums, the database
 * constraint and the diagrams in docs are derived from them and never written beside them.
 *
 * A case keeps the lifecycle it was born with, by id. A changed table is a new id; old ones stay.
 */
import { DISPUTE_1 } from './lifecycles/dispute.ts'
import { HAZARD_1 } from './lifecycles/hazard.ts'
import { MAIN_LINE_1 } from './lifecycles/main-line.ts'
import type { Edge, Lifecycle } from './lifecycles/shape.ts'
import { TICKET_1 } from './lifecycles/ticket.ts'
import type { Kind, Phase } from './vocabulary.ts'

/** Every lifecycle that a stored case may name. */
export const LIFECYCLES = {
  'main/1': MAIN_LINE_1,
  'ticket/1': TICKET_1,
  'hazard/1': HAZARD_1,
  'dispute/1': DISPUTE_1,
} as const
export type LifecycleId = keyof typeof LIFECYCLES
export const LIFECYCLE_IDS = Object.keys(LIFECYCLES) as [LifecycleId, ...LifecycleId[]]

/** The lifecycle a new case is born with. */
export const LIFECYCLE_OF_BIRTH = {
  ticket: 'ticket/1',
  hazard: 'hazard/1',
  dispute: 'dispute/1',
} as const satisfies Record<Kind, LifecycleId>

type Table = (typeof LIFECYCLES)[LifecycleId]
type KeysOf<T> = T extends unknown ? keyof T : never
export type Status = KeysOf<Table['statuses']>
/** An action on an existing case; `report` is not one, since it makes the case. */
export type Action = Table['edges'][number]['action']
export type EventType = Table['edges'][number]['event'] | 'case.reported'

const TABLES = Object.values(LIFECYCLES) as readonly Lifecycle[]
const each = <T extends string>(words: string[]): [T, ...T[]] => [...new Set(words)] as [T, ...T[]]
export const STATUSES = each<Status>(TABLES.flatMap((it) => Object.keys(it.statuses)))
export const ACTIONS = each<Action>(TABLES.flatMap((it) => it.edges.map(({ action }) => action)))
export const EVENT_TYPES = each<EventType>([
  'case.reported',
  ...TABLES.flatMap((it) => it.edges.map(({ event }) => event)),
])

type OnLifecycle = { lifecycle: LifecycleId; status: Status }
export const tableOf = (id: LifecycleId): Lifecycle => LIFECYCLES[id]

const phaseIn = (lifecycle: LifecycleId, status: string): Phase | null =>
  tableOf(lifecycle).statuses[status] ?? null
export const phaseOf = (it: OnLifecycle): Phase | null => phaseIn(it.lifecycle, it.status)
const isOpenPhase = (phase: Phase | null): boolean => phase !== null && phase !== 'closed'

/** Open: somebody still owes an action. Closed, rejected, merged and voided cases are done. */
export const isOpen = (it: OnLifecycle): boolean => isOpenPhase(phaseOf(it))

export type EdgeFrom = Omit<Edge, 'to' | 'event'> & { to: Status | null; event: EventType }

/** lifecycle → `action status` → edge: asked for every command and every button. */
const EDGES = new Map(
  LIFECYCLE_IDS.map((id) => [
    id,
    new Map(
      tableOf(id).edges.flatMap((edge) =>
        edge.from.map((status) => [`${edge.action} ${status}`, edge as EdgeFrom]),
      ),
    ),
  ]),
)
/** The edge an action would take from here, or undefined where the table has none. */
export const edgeOf = (it: OnLifecycle, action: Action): EdgeFrom | undefined =>
  EDGES.get(it.lifecycle)!.get(`${action} ${it.status}`)

/** What the table allows from here, whoever asks; ask policy.can for a person. */
export const allowedActions = (it: OnLifecycle): Action[] =>
  ACTIONS.filter((action) => edgeOf(it, action) !== undefined)

/** lifecycle → event → where it leads; null: nowhere. */
const TARGETS = new Map(
  LIFECYCLE_IDS.map((id) => {
    const { birth, edges } = tableOf(id)
    return [
      id,
      new Map<string, Status | null>([
        [birth.event, birth.to as Status],
        ...edges.map((edge) => [edge.event, edge.to as Status | null] as const),
      ]),
    ]
  }),
)
/**
 * The status an event leads to; the reverse reading of the same table, for evolve. Throws on an event that the table
 * does not know: a page of another version must not fold it into nothing and go on.
 */
export function statusAfter({ lifecycle, status }: OnLifecycle, event: EventType): Status {
  const target = TARGETS.get(lifecycle)!.get(event)
  if (target === undefined) throw new Error(`${lifecycle} knows no ${event}`)
  return target ?? status
}

/** Events that some table lets lead from a done status to an open one: a screen may meet the case anew. */
export const BRINGS_BACK: ReadonlySet<EventType> = new Set(
  LIFECYCLE_IDS.flatMap((id) =>
    tableOf(id)
      .edges.filter(
        ({ from, to }) =>
          to !== null &&
          isOpenPhase(phaseIn(id, to)) &&
          from.some((status) => !isOpenPhase(phaseIn(id, status))),
      )
      .map(({ event }) => event as EventType),
  ),
)

const eventsLeadingTo = (is: (phase: Phase | null) => boolean): EventType[] => [
  ...new Set(
    LIFECYCLE_IDS.flatMap((id) =>
      tableOf(id)
        .edges.filter(
          ({ from, to }) =>
            to !== null && is(phaseIn(id, to)) && from.some((status) => isOpenPhase(phaseIn(id, status))),
        )
        .map(({ event }) => event as EventType),
    ),
  ),
]
/** Events that end a case well or badly: it enters the closed phase. */
export const CLOSING_EVENTS = eventsLeadingTo((phase) => phase === 'closed')
/** Events by which a case leaves the loop without having been closed: rejected, merged, voided. */
export const LEAVING_EVENTS = eventsLeadingTo((phase) => phase === null)
