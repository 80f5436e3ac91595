/**
 * What a question is asked of: one snapshot of the database, the ledger in it, the instants to judge by, the
 * asker's filters and groups. Knows no figure's numbers.
 */
import { expressionBuilder, sql, type Kysely, type RawBuilder } from 'kysely'
import type { CaseFilters, KpiQuery } from '@shaotai/shared/contract/http.ts'
import { conditionsOf, isInAreas, overdueAt } from '../cases/case-filters.ts'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Directory } from '../directory/directory.ts'
import type { Kpi } from './figure.ts'
import { FACTS } from './facts.ts'
import { areaDepth, type Grouping } from './groups.ts'
import type { Judging } from './judging.ts'
import { openLedger, type Ledger } from './ledger.ts'

export interface MeasureOptions {
  database: Database
  directory: Directory
  now: () => number
  timeZone: string
  /** The asker's areas: figures are of these alone. Absent: of the whole district. */
  areas?: readonly string[] | undefined
}
/** What a question cannot be answered for, said of the field that is wrong. */
export interface Unanswerable {
  path: string
  message: string
}
type Condition = RawBuilder<unknown>

/** Everything that one pass over the ledger needs. */
export interface Pass {
  snapshot: Kysely<Tables>
  ledger: Ledger
  judging: Judging
  /** The asker's filters on cases; the window is not among them. */
  filters: Condition
  grouping: Grouping | null
  /** The asker's areas; what other filters are made of the same question keep to them too. */
  areas: readonly string[] | undefined
}

/** Opens the ledger that a question asks for, in one snapshot. */
export async function withPass<T>(
  query: CaseFilters & Pick<KpiQuery, 'asOf' | 'by'>,
  { database, directory, now, timeZone, areas }: MeasureOptions,
  answer: (pass: Pass) => Promise<T>,
): Promise<T | Unanswerable> {
  const { asOf, by } = query
  const [from, to] = [toMs(query.from), toMs(query.to)]
  return database.read
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (snapshot) => {
      const ledger = await openLedger(snapshot, typeof asOf === 'number' ? asOf : null)
      if (!ledger) return { path: '/asOf', message: 'is a seq that the log has not reached yet' }
      const named = typeof asOf === 'string' ? Date.parse(asOf) : null
      const judging = judge({ from, to, named, present: ledger.recordedAt ?? now() }, ledger.throughSeq)
      const grouping = by
        ? { by, timeZone, areaDepth: by === 'area' ? await areaDepth(snapshot, query.area) : 0 }
        : null
      return answer({
        snapshot,
        ledger,
        judging,
        filters: filtersOf(query, directory, judging, areas),
        grouping,
        areas,
      })
    })
}
export const toMs = (stamp: string | undefined): number | null =>
  stamp === undefined ? null : Date.parse(stamp)

/** A named instant is what everything is judged by; without one the rates of a past window are judged at its end. */
function judge(
  {
    from,
    to,
    named,
    present,
  }: { from: number | null; to: number | null; named: number | null; present: number },
  throughSeq: number | null,
): Judging {
  const instant = named ?? present
  return {
    from,
    endsAt: to === null ? instant : Math.min(instant, to - 1),
    instant,
    judgedAt: named ?? (to === null ? present : Math.min(present, to)),
    throughSeq,
  }
}

/** The window is each figure's own, by its stamp; what is left are filters on cases. */
export function filtersOf(
  query: CaseFilters,
  directory: Directory,
  judging: Judging,
  areas: readonly string[] | undefined,
): Condition {
  const { from: _, to: __, ...filters } = query
  const eb = expressionBuilder<Tables, 'case_file'>()
  const conditions = conditionsOf(filters, directory, eb, overdueAt(judging.judgedAt))
  if (areas) conditions.push(isInAreas(areas))
  return sql.join([sql`true`, ...conditions], sql` and `)
}

/** Whom a figure looks at or counts, as SQL: the same facts that its number is made of. */
export function behind(
  { of, counted, exclusions }: Kpi,
  side: 'numerator' | 'denominator',
  it: Judging,
): Condition {
  const facts = side === 'numerator' ? [...of, ...counted] : of
  return sql.join(
    [
      ...facts.map((fact) => FACTS[fact](it)),
      ...exclusions.map((fact) => sql`${FACTS[fact](it)} is not true`),
    ],
    sql` and `,
  )
}
