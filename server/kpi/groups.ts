/** Into which group of `by` a case falls, as SQL: a word of the case, its place, or a piece of time. */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { KpiQuery } from '@shaotai/shared/contract/http.ts'
import { PHASES } from '@shaotai/shared/domain/vocabulary.ts'
import { statusesOf } from '../cases/case-filters.ts'
import type { Tables } from '../db/tables.ts'
import { COHORTS, type Cohort } from './facts.ts'
import { stamp, type Judging } from './judging.ts'

export type By = NonNullable<KpiQuery['by']>

const TIMES = { hour: 'YYYY-MM-DD"T"HH24:00', day: 'YYYY-MM-DD', month: 'YYYY-MM' } as const
/** Grouped by the cohort's own stamp, so a case may fall into another group for every figure. */
export const isOfTime = (by: By): by is keyof typeof TIMES => by in TIMES

const HOUR_S = 3_600
const DAY_S = 86_400
/** Natural time from report to closing, up to and without `below` seconds: fine where most cases close, coarse behind. */
const BUCKETS: [name: string, below: number][] = [
  ['0-1h', HOUR_S],
  ['1-4h', 4 * HOUR_S],
  ['4-12h', 12 * HOUR_S],
  ['12-24h', DAY_S],
  ['1-2d', 2 * DAY_S],
  ['2-3d', 3 * DAY_S],
  ['3-5d', 5 * DAY_S],
  ['5-7d', 7 * DAY_S],
  ['7-15d', 15 * DAY_S],
  ['15-30d', 30 * DAY_S],
  ['30d+', Number.POSITIVE_INFINITY],
]
/** 积压时长: from acceptance to the end of the window (domain §9.5), as above. */
const AGES: [name: string, below: number][] = [
  ['0-24h', DAY_S],
  ['1-3d', 3 * DAY_S],
  ['3-7d', 7 * DAY_S],
  ['7-15d', 15 * DAY_S],
  ['15-30d', 30 * DAY_S],
  ['30d+', Number.POSITIVE_INFINITY],
]
/** A name that both scales have stands at the end of both. */
const PLACE_OF_BUCKET = new Map([...AGES, ...BUCKETS].map(([name, below]) => [name, below]))

export const SECONDS_TO_CLOSE = sql<number>`date_part('epoch', closed_at - reported_at)`

/** Groups in the order of their names; buckets in the order of their scale. */
export const compareGroups = (a: string, b: string): number =>
  placeOf(a) - placeOf(b) || (a < b ? -1 : a > b ? 1 : 0)
const placeOf = (name: string): number => Math.min(PLACE_OF_BUCKET.get(name) ?? -1, Number.MAX_VALUE)

export interface Grouping {
  by: By
  timeZone: string
  /** Place in a case's area path whose code is its group. */
  areaDepth: number
}

/** The name of a group as it is told. A piece of time gets its name once, not for every case in it. */
export const nameOf = ({ by }: Grouping, group: RawBuilder<unknown>): RawBuilder<string> =>
  isOfTime(by) ? sql`to_char(${group}, ${sql.lit(TIMES[by])})` : sql`${group}`

/** '' is the group of those that have none: no department, outside the areas, not closed. */
export function groupOf(
  { by, timeZone, areaDepth }: Grouping,
  cohort: Cohort,
  { endsAt }: Judging,
): RawBuilder<unknown> {
  if (isOfTime(by))
    return sql`date_trunc(${sql.lit(by)}, ${COHORTS[cohort]} at time zone ${sql.lit(timeZone)})`
  switch (by) {
    case 'phase':
      return sql`case ${sql.join(
        PHASES.map(
          (phase) =>
            sql`when status in (${sql.join(statusesOf(phase).map((it) => sql.lit(it)))}) then ${sql.lit(phase)}`,
        ),
        sql` `,
      )} else '' end`
    case 'area':
      return sql`coalesce(area_path->>${sql.lit(areaDepth)}, '') collate "C"`
    case 'time_to_close':
      return sql`case when closed_at is null or closed_at < reported_at then '' ${bucketOf(SECONDS_TO_CLOSE, BUCKETS)} end`
    case 'age': {
      const age = sql`date_part('epoch', ${stamp(endsAt)} - accepted_at)`
      return sql`case when accepted_at is null or accepted_at > ${stamp(endsAt)} then '' ${bucketOf(age, AGES)} end`
    }
    default:
      // Where groups are sorted, the rules of a language would cost more than all the rest.
      return sql`coalesce(${sql.ref(by)}, '') collate "C"`
  }
}

const bucketOf = (seconds: RawBuilder<unknown>, buckets: typeof BUCKETS): RawBuilder<unknown> =>
  sql.join(
    buckets.map(([name, below]) =>
      Number.isFinite(below)
        ? sql`when ${seconds} < ${sql.lit(below)} then ${sql.lit(name)}`
        : sql`else ${sql.lit(name)}`,
    ),
    sql` `,
  )

/**
 * Where in their paths the areas of the tier below `area` stand; without one: those below the root, or the
 * roots themselves where there are several.
 */
export async function areaDepth(snapshot: Kysely<Tables>, area: string | undefined): Promise<number> {
  if (area === undefined) {
    const roots = await snapshot
      .selectFrom('area')
      .select('code')
      .where('parent', 'is', null)
      .where('retired_in', 'is', null)
      .limit(2)
      .execute()
    return roots.length === 1 ? 1 : 0
  }
  const { rows } = await sql<{ depth: number }>`
    with recursive up (code, parent) as (
      select code, parent from area where code = ${area}
      union all select a.code, a.parent from area a join up on a.code = up.parent)
    select count(*)::int as depth from up`.execute(snapshot)
  return rows[0]!.depth
}
