/**
 * Which events of the three lives figures ask for, derived from the lifecycles' tables: what opens and ends a case,
 * hands it over, judges its handling, and who owes the next step after it. Knows the tables only; no SQL of a figure.
 */
import { sql, type RawBuilder } from 'kysely'
import {
  BRINGS_BACK,
  CLOSING_EVENTS,
  LEAVING_EVENTS,
  LIFECYCLE_IDS,
  tableOf,
  type Action,
  type EventType,
  type LifecycleId,
} from '@shaotai/shared/domain/lifecycle.ts'
import type { Edge, Lifecycle } from '@shaotai/shared/domain/lifecycles/shape.ts'
import { rolesFor } from '@shaotai/shared/domain/rights.ts'

const TABLES: readonly Lifecycle[] = LIFECYCLE_IDS.map(tableOf)
const eventsWhere = (is: (edge: Edge, table: Lifecycle) => boolean): EventType[] => [
  ...new Set(
    TABLES.flatMap((table) =>
      table.edges.filter((edge) => is(edge, table)).map(({ event }) => event as EventType),
    ),
  ),
]
const eventsOf = (...actions: Action[]): EventType[] =>
  eventsWhere(({ action }) => actions.includes(action as Action))

export const BACK = [...BRINGS_BACK]
/** By any of these a case is filed, if it was not. */
export const FILES = [...eventsOf('file', 'grade', 'triage', 'close_external'), ...BACK]
/** Endings that may be followed by a reopening; what was settled on the spot is kept apart. */
export const CLOSINGS = CLOSING_EVENTS.filter((type) => !eventsOf('close_self').includes(type))
/** After its filing: whatever opens or ends a case. */
export const MOVES = [...new Set([...BACK, ...CLOSINGS, ...LEAVING_EVENTS])]
export const WITHDRAWN = eventsOf('withdraw')
export const STEPS = eventsWhere(({ to }) => to !== null)
export const SUSPENDED = eventsOf('suspend')
export const EXTENDED = eventsOf('grant_extension')
export const ESCALATED = eventsOf('escalate')
export const RATED = eventsOf('rate', 'follow_up')
/** A department is to have it; a new round among them. */
export const DISPATCHES = eventsOf('dispatch', 'assign', 'mediate', 'reassign', 'reopen')
export const RETURN_ASKED = eventsOf('request_return')
export const RETURNED = eventsOf('confirm_return')
export const RECALLED = eventsOf('recall')
export const REWORKED = eventsOf('rework')
/** A verifier's word on what was done: it stands, or it does not. */
export const CHECKED = eventsWhere(
  ({ action, from, to }, { statuses }) =>
    to !== null &&
    statuses[to] !== 'verify' &&
    rolesFor(action as Action).includes('verifier') &&
    from.every((status) => statuses[status] === 'verify'),
)

/** 持球: who owes the next step. Nobody while the clock of a suspended case stands, or once a case is done. */
export const HOLDERS = ['centre', 'department', 'verifier'] as const
export type Holder = (typeof HOLDERS)[number]

function holderOf({ statuses, edges }: Lifecycle, status: string): Holder | null {
  const phase = statuses[status]
  if (phase === null || phase === undefined || phase === 'closed') return null
  if (edges.some(({ action, to }) => action === 'suspend' && to === status)) return null
  if (phase === 'verify') return 'verifier'
  const isDepartments = edges.some(
    ({ action, from, to }) =>
      to !== null && from.includes(status) && rolesFor(action as Action).includes('liaison'),
  )
  return isDepartments ? 'department' : 'centre'
}
/** `lifecycle event` after which that party holds the case. */
export const handsTo = (holder: Holder): string[] =>
  TABLES.flatMap((table) =>
    [table.birth, ...table.edges].flatMap(({ to, event }) =>
      to !== null && holderOf(table, to) === holder ? [`${table.id} ${event}`] : [],
    ),
  )

/** `lifecycle event` after which nobody holds it. */
export const HANDED_TO_NOBODY: string[] = TABLES.flatMap((table) =>
  table.edges.flatMap(({ to, event }) =>
    to !== null && holderOf(table, to) === null ? [`${table.id} ${event}`] : [],
  ),
)

/** `lifecycle status` of cases whose reporter is asked what he thinks of it, asked already or not. */
export const MAY_BE_RATED: string[] = TABLES.flatMap(({ id, statuses, edges }) => {
  const asked = edges.filter(({ event }) => RATED.includes(event as EventType))
  const reached = new Set(asked.flatMap(({ from, to }) => [...from, to!]))
  for (const { from, to } of edges)
    if (to !== null && statuses[to] === 'closed' && from.some((status) => reached.has(status)))
      reached.add(to)
  return [...reached].map((status) => `${id} ${status}`)
})

export const isLifecycle = (id: LifecycleId): RawBuilder<boolean> =>
  sql<boolean>`state->>'lifecycle' = ${sql.lit(id)}`
/** A list of words for `in`. */
export const words = (some: readonly string[]): RawBuilder<unknown> =>
  sql`(${sql.join(some.map((word) => sql.lit(word)))})`
