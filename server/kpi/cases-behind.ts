/**
 * The cases behind a number: the very conditions that made it, as a list. How many there are is told to
 * everybody, as the figure itself is; which they are, only as far as the asker may see cases.
 */
import { expressionBuilder, sql } from 'kysely'
import type { CaseFilters, KpiCasesQuery, KpiCasesReply } from '@shaotai/shared/contract/http.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { redactCase, type Audience } from '@shaotai/shared/domain/redact.ts'
import { visibleTo } from '../cases/case-filters.ts'
import { readCursor, toCursor } from '../cases/case-routes.ts'
import type { Tables } from '../db/tables.ts'
import type { Kpi } from './figure.ts'
import { groupOf, isOfTime, nameOf } from './groups.ts'
import { actsIn } from './acts.ts'
import { movesIn } from './moves.ts'
import { behind, withPass, type MeasureOptions, type Pass, type Unanswerable } from './pass.ts'

/** Newest report first; of a figure of acts, `n` counts the acts. To page on at the same ledger, ask again with `asOf` = the answer's `asOfSeq`. */
export async function casesBehind(
  kpi: Kpi,
  query: KpiCasesQuery & { limit: number },
  audience: Audience,
  options: MeasureOptions,
): Promise<KpiCasesReply | Unanswerable> {
  const { side = 'numerator', by, group, cursor, limit } = query
  if ((by === undefined) !== (group === undefined)) return { path: '/group', message: 'goes with by' }
  const after = cursor === undefined ? null : readCursor(cursor)
  if (cursor !== undefined && !after) return { path: '/cursor', message: 'is not one this route gave' }

  return withPass(query, options, async (pass) => {
    const { snapshot, ledger, judging, filters } = pass
    const looked = sql`${filters} and ${behind(kpi, side, judging)} and ${inGroup(pass, kpi, group)}`
    const rowsOf = kpi.acts ? actsIn(ledger.cases, kpi.acts, judging) : ledger.cases
    // Of an act, the case it befell, which may have another department today.
    const all = kpi.acts ? sql`id in (select id from ${rowsOf} where ${looked})` : looked
    const eb = expressionBuilder<Tables, 'case_file'>()
    const seen = sql.join(visibleTo(audience, eb, asFilters(query)), sql` and `)
    const place = after
      ? sql`and (reported_at, id) < (to_timestamp(${after[0]}::double precision), ${after[1]})`
      : sql``
    const { rows: counted } = await sql<{ n: number }>`
      select count(*) as n from ${rowsOf} where ${looked}`.execute(snapshot)
    const { rows } = await sql<{ state: CaseFile; place: string }>`
      select state, extract(epoch from reported_at)::text as place from ${ledger.cases}
       where ${all} and ${seen} ${place}
       order by reported_at desc, id desc limit ${limit + 1}`.execute(snapshot)
    const last = rows[limit - 1]
    return {
      asOfSeq: ledger.seq,
      asOf: new Date(judging.instant).toISOString(),
      n: counted[0]!.n,
      items: rows.slice(0, limit).map(({ state }) => redactCase(state, audience)!),
      next: rows.length > limit && last ? toCursor(last.place, last.state.id) : null,
    }
  })
}

const inGroup = ({ grouping, judging, ledger }: Pass, kpi: Kpi, group: string | undefined) => {
  if (!grouping) return sql`true`
  const isIt = sql`${nameOf(grouping, groupOf(grouping, kpi.cohort, judging))} = ${group}`
  if (kpi.cohort !== 'moved_at' || !isOfTime(grouping.by)) return isIt
  return sql`id in (select id from ${movesIn(ledger.cases, sql`true`, judging)} where ${isIt})`
}

/** A group is a filter too: by what an answer hides, nobody may look for it. */
function asFilters({ by, group, ...filters }: KpiCasesQuery): CaseFilters {
  if (by === 'department') return { ...filters, department: group! }
  if (by === 'area') return { ...filters, area: group! }
  if (by === 'source') return { ...filters, source: group as NonNullable<CaseFilters['source']> }
  return filters
}
