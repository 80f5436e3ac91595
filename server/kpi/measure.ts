/**
 * Computes figures from the cases: one query a cohort, all in one snapshot of the database with the seq it
 * stands at. Judges by business stamps as of an instant. What is counted is definitions.ts.
 */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { KpiItem, KpiQuery, KpiReply } from '@shaotai/shared/contract/http.ts'
import { PHASES } from '@shaotai/shared/domain/vocabulary.ts'
import { conditionsOf, statusesOf } from '../cases/case-filters.ts'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { Directory } from '../directory/directory.ts'
import { KPIS, type Cohort, type Kpi } from './definitions.ts'

const COHORTS: Cohort[] = ['reported_at', 'accepted_at', 'filed_at', 'closed_at']

export interface MeasureOptions {
  database: Database
  directory: Directory
  now: () => number
  timeZone: string
}

export async function measure(
  query: KpiQuery,
  { database, directory, now, timeZone }: MeasureOptions,
): Promise<KpiReply> {
  const asOf = typeof query.asOf === 'string' ? query.asOf : new Date(now()).toISOString()
  return database.read
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (snapshot) => {
      const { seq } = await snapshot.selectFrom('log_head').select('seq').executeTakeFirstOrThrow()
      const items: KpiItem[] = []
      for (const cohort of COHORTS)
        items.push(...(await measureCohort(snapshot, cohort, query, asOf, directory, timeZone)))
      const order = new Map(KPIS.map(({ id }, i) => [id, i]))
      items.sort(
        (a, b) => order.get(a.id)! - order.get(b.id)! || ((a.group ?? '') < (b.group ?? '') ? -1 : 1),
      )
      return { asOfSeq: seq, asOf, items }
    })
}

async function measureCohort(
  snapshot: Kysely<Tables>,
  cohort: Cohort,
  query: KpiQuery,
  asOf: string,
  directory: Directory,
  timeZone: string,
): Promise<KpiItem[]> {
  const { from, to, asOf: _, by, ...filters } = query
  const kpis = KPIS.filter((it) => it.cohort === cohort)
  const stamp = sql.ref(cohort)
  const group = by ? groupOf(by, cohort, timeZone) : null
  const started = from ? sql<boolean>`${stamp} >= ${from}::timestamptz` : sql<boolean>`true`

  const columns = kpis.flatMap((kpi, k) => {
    const inWindow = kpi.isState ? sql<boolean>`true` : started
    const counted = sql<boolean>`${inWindow} and not ${anyOf(kpi.exclusions.map(({ where }) => where))}`
    const hit = sql<boolean>`${counted} and ${kpi.numerator}`
    const quantile = kpi.measure === 'p50' ? sql.lit(0.5) : kpi.measure === 'p90' ? sql.lit(0.9) : null
    return [
      sql`count(*) filter (where ${hit})`.as(`k${k}_numerator`),
      sql`count(*) filter (where ${counted})`.as(`k${k}_denominator`),
      ...(quantile
        ? [
            sql`percentile_cont(${quantile}) within group (order by extract(epoch from closed_at - reported_at)::double precision) filter (where ${hit})`.as(
              `k${k}_quantile`,
            ),
          ]
        : []),
      // A quantile leaves out only what would have been in it.
      ...kpi.exclusions.map(({ where }, e) =>
        sql`count(*) filter (where ${inWindow} and ${where} and ${kpi.measure === 'share' ? sql<boolean>`true` : kpi.numerator})`.as(
          `k${k}_excluded${e}`,
        ),
      ),
    ]
  })

  const rows = (await snapshot
    .with('at', (it) =>
      it.selectNoFrom([
        sql`${asOf}::timestamptz`.as('instant'),
        sql`least(${asOf}::timestamptz, ${to ?? 'infinity'}::timestamptz - interval '1 microsecond')`.as(
          'ending',
        ),
      ]),
    )
    .selectFrom('case_file')
    .select((group ? [group.as('group_value'), ...columns] : columns) as never)
    .where((eb) => eb.and(conditionsOf(filters, directory, eb)))
    .where(sql<boolean>`${stamp} <= (select instant from at)`)
    .$if(to !== undefined, (it) => it.where(sql<boolean>`${stamp} < ${to}::timestamptz`))
    .$if(group !== null, (it) => it.groupBy(sql`1`))
    .execute()) as Record<string, number | string | null>[]

  return rows.flatMap((row) => kpis.map((kpi, k) => toItem(kpi, row, k, query)))
}

function toItem(
  kpi: Kpi,
  row: Record<string, number | string | null>,
  k: number,
  { from, to, by }: KpiQuery,
): KpiItem {
  const numerator = Number(row[`k${k}_numerator`])
  const denominator = Number(row[`k${k}_denominator`])
  const quantile = row[`k${k}_quantile`]
  const isShare = kpi.measure === 'share'
  const isCount = kpi.measure === 'count'
  const n = isShare ? denominator : numerator
  return {
    id: kpi.id,
    version: kpi.version,
    value: isCount ? numerator : n === 0 ? null : isShare ? numerator / denominator : (quantile as number),
    numerator,
    denominator: isShare ? denominator : null,
    excluded: kpi.exclusions
      .map(({ reason }, e) => ({ reason, n: Number(row[`k${k}_excluded${e}`]) }))
      .filter((it) => it.n > 0),
    n,
    unit: kpi.unit,
    window: { from: kpi.isState ? null : (from ?? null), to: to ?? null },
    text: kpi.text,
    ...(by && { group: String(row['group_value'] ?? '') }),
  }
}

const anyOf = (conditions: RawBuilder<boolean>[]): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(conditions, sql` or `)})`

/** Local hour, day or month of the cohort's own stamp; or a word of the case. */
function groupOf(by: NonNullable<KpiQuery['by']>, cohort: Cohort, timeZone: string): RawBuilder<string> {
  const local = sql`${sql.ref(cohort)} at time zone ${sql.lit(timeZone)}`
  switch (by) {
    case 'hour':
      return sql`to_char(${local}, 'YYYY-MM-DD"T"HH24:00')`
    case 'day':
      return sql`to_char(${local}, 'YYYY-MM-DD')`
    case 'month':
      return sql`to_char(${local}, 'YYYY-MM')`
    case 'phase':
      return sql`case ${sql.join(
        PHASES.map(
          (phase) =>
            sql`when status in (${sql.join(statusesOf(phase).map((it) => sql.lit(it)))}) then ${sql.lit(phase)}`,
        ),
        sql` `,
      )} else '' end`
    default:
      return sql`coalesce(${sql.ref(by)}, '')`
  }
}
