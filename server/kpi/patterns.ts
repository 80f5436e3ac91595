/**
 * Reads the cases: each once, what is true of it as a pattern of bits, and how many have each pattern; beside it
 * the quantiles, for which a count is not enough.
 */
import { sql, type RawBuilder } from 'kysely'
import type { Duration, Kpi } from './definitions.ts'
import { FACTS, isRecent, movesIn, netOf, type Fact } from './facts.ts'
import { groupOf, isOfTime, nameOf, SECONDS_TO_CLOSE } from './groups.ts'
import { behind, type Pass } from './pass.ts'

export interface Pattern {
  group: string
  /** Bit i: the fact of that place holds. */
  pattern: number
  n: number
  /** Openings less closings. */
  net: number
}

/** `kpis` share a pass: with groups of time they have one cohort. At most 30 facts. */
export async function countPatterns(pass: Pass, kpis: Kpi[], facts: Fact[]): Promise<Pattern[]> {
  const { snapshot, ledger, judging, filters, grouping } = pass
  const [{ cohort }] = kpis as [Kpi]
  const bits = facts.map(
    (fact, i) => sql`case when ${FACTS[fact](judging)} then ${sql.lit(1 << i)} else 0 end`,
  )
  const moves = grouping && isOfTime(grouping.by) && cohort === 'moved_at'
  const hasNet = kpis.some((it) => it.measure === 'net')
  // Whom nobody looks at is passed over; the first condition of each says most of it.
  const looked = sql.join(
    [...new Set(kpis.map(({ of }) => of[0]))].map((fact) => FACTS[fact](judging)),
    sql` or `,
  )
  const { rows } = await sql<Pattern>`
    select ${grouping ? nameOf(grouping, sql`its`) : sql`''::text`} as "group", pattern, n, net from (
      select ${grouping ? groupOf(grouping, cohort) : sql`''::text`} as its, ${sql.join(bits, sql` + `)} as pattern,
             count(${moves ? sql`distinct id` : sql`*`}) as n,
             ${moves ? sql`sum(sign)` : hasNet ? sql`sum(${netOf(judging)})` : sql`0`}::bigint as net
        from ${moves ? movesIn(ledger.cases, filters, judging) : ledger.cases}
       where ${filters} and ${isRecent(judging)} and (${looked})
       group by 1, 2) as counted`.execute(snapshot)
  return rows
}

const SECONDS: Record<Duration, RawBuilder<number>> = {
  time_to_close: SECONDS_TO_CLOSE,
  first_response: sql`date_part('epoch', signed_at - dispatched_at)`,
}

/** Of figures that differ in nothing but the quantile. */
export async function quantiles(
  { snapshot, ledger, judging, filters, grouping }: Pass,
  kpis: Kpi[],
): Promise<{ group: string; values: (number | null)[] }[]> {
  const { cohort, measure } = kpis[0]!
  const seconds = SECONDS[(measure as { of: Duration }).of]
  const wanted = kpis.map((it) => (it.measure as { quantile: number }).quantile)
  const { rows } = await sql<{ group: string; values: (number | null)[] }>`
    select ${grouping ? nameOf(grouping, sql`its`) : sql`''::text`} as "group", "values" from (
      select ${grouping ? groupOf(grouping, cohort) : sql`''::text`} as its,
             percentile_cont(${sql.lit(`{${wanted.join(',')}}`)}::double precision[]) within group (order by ${seconds}) as "values"
        from ${ledger.cases}
       where ${filters} and ${behind(kpis[0]!, 'numerator', judging)}
       group by 1) as measured`.execute(snapshot)
  return rows.filter(({ values }) => values !== null)
}
