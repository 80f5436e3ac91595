/**
 * Reads the cases: each once, what is true of it as a pattern of bits, and how many have each pattern; beside it
 * the quantiles, for which a count is not enough.
 */
import { sql, type RawBuilder } from 'kysely'
import { actsIn } from './acts.ts'
import { secondsHeld } from './custody.ts'
import type { Duration, Kpi } from './figure.ts'
import { COHORTS, FACTS, isRecent, type Fact } from './facts.ts'
import { groupOf, isOfTime, nameOf, SECONDS_TO_CLOSE } from './groups.ts'
import type { Judging } from './judging.ts'
import { movesIn, netOf } from './moves.ts'
import { behind, type Pass } from './pass.ts'

export interface Pattern {
  group: string
  /** Bit i: the fact of that place holds. */
  pattern: number
  n: number
  /** Openings less closings. */
  net: number
}

/** So many facts are bits of a whole number that both sides know exactly. */
export const MOST_FACTS = 50

/** `kpis` share a pass: they look at the same acts or at cases, and with groups of time they have one cohort. */
export async function countPatterns(pass: Pass, kpis: Kpi[], facts: Fact[]): Promise<Pattern[]> {
  const { snapshot, ledger, judging, filters, grouping } = pass
  const [{ cohort, acts }] = kpis as [Kpi]
  const bits = facts.map(
    (fact, i) => sql`case when ${FACTS[fact](judging)} then ${sql.lit(2 ** i)}::bigint else 0 end`,
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
      select ${grouping ? groupOf(grouping, cohort, judging) : sql`''::text`} as its, ${sql.join(bits, sql` + `)} as pattern,
             count(${moves ? sql`distinct id` : sql`*`}) as n,
             ${moves ? sql`sum(sign)` : hasNet ? sql`sum(${netOf(judging)})` : sql`0`}::bigint as net
        from ${acts ? actsIn(ledger.cases, acts, judging) : moves ? movesIn(ledger.cases, filters, judging) : ledger.cases}
       where ${filters} and ${isRecent(judging, facts)} and (${looked})
       group by 1, 2) as counted`.execute(snapshot)
  return rows
}

const since = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) => (): RawBuilder<number> =>
  sql`date_part('epoch', ${to} - ${from})`
const SECONDS: Record<Duration, (it: Judging) => RawBuilder<number>> = {
  time_to_close: () => SECONDS_TO_CLOSE,
  first_response: since(COHORTS.dispatched_at, COHORTS.responded_at),
  dispatch_time: since(COHORTS.accepted_at, COHORTS.dispatched_at),
  sign_time: since(COHORTS.dispatched_at, COHORTS.signed_at),
  handle_time: since(COHORTS.signed_at, COHORTS.feedback_at),
  check_time: since(COHORTS.feedback_at, COHORTS.closed_at),
  centre_custody: (it) => secondsHeld('centre', it),
  department_custody: (it) => secondsHeld('department', it),
  verifier_custody: (it) => secondsHeld('verifier', it),
}

/** Of one group, for each figure in the order asked. */
export interface Quantiles {
  group: string
  values: (number | null)[]
}

/**
 * All in one look at the cases. `sets`: figures that differ in nothing but the quantile; where groups are pieces of time,
 * all sets have one cohort.
 */
export async function quantiles(
  { snapshot, ledger, judging, filters, grouping }: Pass,
  sets: readonly Kpi[][],
): Promise<Quantiles[]> {
  const { cohort } = sets[0]![0]!
  const counted = sets.map(([kpi]) => behind(kpi!, 'numerator', judging))
  const values = sets.map((kpis, i) => {
    const wanted = kpis.map((it) => (it.measure as { quantile: number }).quantile)
    const seconds = SECONDS[(kpis[0]!.measure as { of: Duration }).of](judging)
    const fractions = sql`${sql.lit(`{${wanted.join(',')}}`)}::double precision[]`
    const nothing = sql`${sql.lit(`{${wanted.map(() => 'null').join(',')}}`)}::double precision[]`
    return sql`coalesce(percentile_cont(${fractions}) within group (order by ${seconds}) filter (where ${counted[i]!}), ${nothing})`
  })
  const facts = sets.flatMap(([kpi]) => [...kpi!.of, ...kpi!.counted, ...kpi!.exclusions])
  const { rows } = await sql<Quantiles>`
    select ${grouping ? nameOf(grouping, sql`its`) : sql`''::text`} as "group", "values" from (
      select ${grouping ? groupOf(grouping, cohort, judging) : sql`''::text`} as its, ${sql.join(values, sql` || `)} as "values"
        from ${ledger.cases}
       where ${filters} and ${isRecent(judging, facts)} and (${sql.join(counted, sql` or `)})
       group by 1) as measured`.execute(snapshot)
  return rows
}
