/** From the filters of a query to conditions on case_file: one reading, shared by lists and KPIs. */
import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely'
import type { CaseFilters } from '@shaotai/shared/contract/http.ts'
import { treatmentOf, visibleSensitivities, type Audience } from '@shaotai/shared/domain/redact.ts'
import { LIFECYCLE_IDS, STATUSES, tableOf, type Status } from '@shaotai/shared/domain/lifecycle.ts'
import { KINDS, SENSITIVITIES, type Phase } from '@shaotai/shared/domain/vocabulary.ts'
import type { Tables } from '../db/tables.ts'
import type { Directory } from '../directory/directory.ts'

type Build = ExpressionBuilder<Tables, 'case_file'>

/** The statuses of a phase, over all lifecycles. */
export const statusesOf = (phase: Phase): Status[] =>
  STATUSES.filter((status) => LIFECYCLE_IDS.some((id) => tableOf(id).statuses[status] === phase))

/**
 * A name that the directory does not know matches nothing: it does not fall away. `isOverdue` says who is past
 * due at the instant that the asker judges by.
 */
export function conditionsOf(
  filters: CaseFilters,
  directory: Directory,
  eb: Build,
  isOverdue: Expression<boolean>,
): Expression<SqlBool>[] {
  const { kind, status, phase, source, area, overdue, from, to } = filters
  const conditions: Expression<SqlBool>[] = []
  if (kind) conditions.push(eb('kind', '=', kind))
  if (status) conditions.push(eb('status', '=', status))
  if (phase) conditions.push(eb('status', 'in', statusesOf(phase)))
  if (source) conditions.push(eb('source', '=', source))
  if (filters.department !== undefined)
    conditions.push(eb('department', '=', directory.department(filters.department)?.code ?? ''))
  if (filters.category !== undefined)
    conditions.push(eb('category', '=', directory.category(filters.category)?.code ?? ''))
  if (area !== undefined) conditions.push(sql<SqlBool>`area_path ? ${area}`)
  if (overdue !== undefined)
    conditions.push(sql<SqlBool>`coalesce(${isOverdue}, false) = ${sql.lit(overdue)}`)
  if (from) conditions.push(sql<SqlBool>`reported_at >= ${from}::timestamptz`)
  if (to) conditions.push(sql<SqlBool>`reported_at < ${to}::timestamptz`)
  return conditions
}

/**
 * What an audience may see at all, as redactCase judges it. Where it is asked by a field that a dim case does
 * not show, dim cases fall away: a filter must not tell what the answer hides.
 */
export function visibleTo(audience: Audience, eb: Build, filters: CaseFilters = {}): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [eb('sensitivity', 'in', visibleSensitivities(audience))]
  if (filters.department !== undefined || filters.source !== undefined)
    conditions.push(eb.or(plainTo(audience, eb)))
  if (filters.area !== undefined)
    conditions.push(eb.or([...plainTo(audience, eb), isInOrAboveCommunity(filters.area)]))
  if (audience.areas) conditions.push(isInAreas(audience.areas))
  if (audience.department !== null)
    conditions.push(
      eb.or([eb('department', '=', audience.department), sql<SqlBool>`co_handlers ? ${audience.department}`]),
    )
  return conditions
}

/** In one of these areas, of whatever tier; a case without a place is in none. */
export const isInAreas = (areas: readonly string[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`area_path ?| ${[...areas]}::text[]`

/** Kind and class of the cases that it sees whole. */
const plainTo = (audience: Audience, eb: Build): Expression<SqlBool>[] =>
  KINDS.flatMap((kind) =>
    SENSITIVITIES.filter((sensitivity) => treatmentOf(audience, { kind, sensitivity }) === 'normal').map(
      (sensitivity) => eb.and([eb('kind', '=', kind), eb('sensitivity', '=', sensitivity)]),
    ),
  )

/** A dim case is known by its community: it may be found by that and by what holds it, not by what lies in it. */
const isInOrAboveCommunity = (area: string): Expression<SqlBool> =>
  sql<SqlBool>`exists (select from jsonb_array_elements_text(area_path) with ordinality as asked (code, n),
                            jsonb_array_elements_text(area_path) with ordinality as told (code, n)
                       where asked.code = ${area} and told.code = community and asked.n <= told.n)`

/**
 * By then (epoch ms) neither closed nor rejected, merged or voided, and past due: the standing feedback, else the
 * suspension that lasts, else that instant, lies after the deadline. null where there is no deadline.
 */
export const overdueAt = (at: number): RawBuilder<boolean> => {
  const then = sql`${new Date(at).toISOString()}::timestamptz`
  return sql<boolean>`(due_at < ${then} and (left_at is null or left_at > ${then}) and (closed_at is null or closed_at > ${then})
    and (feedback_at is null or feedback_at > due_at) and (paused_at is null or paused_at > due_at))`
}
