/** From the filters of a query to conditions on case_file: one reading, shared by lists and KPIs. */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { CaseFilters } from '@shaotai/shared/contract/http.ts'
import { treatmentOf, visibleSensitivities, type Audience } from '@shaotai/shared/domain/redact.ts'
import { LIFECYCLES, type Status } from '@shaotai/shared/domain/lifecycle.ts'
import { KINDS, SENSITIVITIES, type Phase } from '@shaotai/shared/domain/vocabulary.ts'
import type { Tables } from '../db/tables.ts'
import type { Directory } from '../directory/directory.ts'

type Build = ExpressionBuilder<Tables, 'case_file'>

/** The statuses of a phase, over all lifecycles. */
export const statusesOf = (phase: Phase): Status[] => [
  ...new Set(
    Object.values(LIFECYCLES).flatMap(({ statuses }) =>
      (Object.keys(statuses) as Status[]).filter((it) => statuses[it] === phase),
    ),
  ),
]

/** A name that the directory does not know matches nothing: it does not fall away. */
export function conditionsOf(filters: CaseFilters, directory: Directory, eb: Build): Expression<SqlBool>[] {
  const { kind, status, phase, source, from, to } = filters
  const conditions: Expression<SqlBool>[] = []
  if (kind) conditions.push(eb('kind', '=', kind))
  if (status) conditions.push(eb('status', '=', status))
  if (phase) conditions.push(eb('status', 'in', statusesOf(phase)))
  if (source) conditions.push(eb('source', '=', source))
  if (filters.department !== undefined)
    conditions.push(eb('department', '=', directory.department(filters.department)?.code ?? ''))
  if (filters.category !== undefined)
    conditions.push(eb('category', '=', directory.category(filters.category)?.code ?? ''))
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
  if (audience.department !== null) conditions.push(eb('department', '=', audience.department))
  return conditions
}

/** Kind and class of the cases that it sees whole. */
const plainTo = (audience: Audience, eb: Build): Expression<SqlBool>[] =>
  KINDS.flatMap((kind) =>
    SENSITIVITIES.filter((sensitivity) => treatmentOf(audience, { kind, sensitivity }) === 'normal').map(
      (sensitivity) => eb.and([eb('kind', '=', kind), eb('sensitivity', '=', sensitivity)]),
    ),
  )
