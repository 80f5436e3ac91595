/**
 * Acts as rows: a dispatch, a verifier's word, a closing, each an event in the window beside the case it befell, and
 * what became of it. So that a share of acts counts among the very acts it looks at.
 */
import { sql, type RawBuilder } from 'kysely'
import { known, stamp, within, type Condition, type Judging } from './judging.ts'
import * as life from './life-events.ts'
import { COLUMN_NAMES } from './ledger.ts'

export const ACTS = {
  dispatches: life.DISPATCHES,
  checks: life.CHECKED,
  closings: life.CLOSINGS,
} as const
export type Acts = keyof typeof ACTS

const REOPENED_WITHIN = sql`interval '30 days'`

/** To select from under the name `case_file`. A dispatch is of the department that it went to. */
export function actsIn(cases: RawBuilder<unknown>, acts: Acts, it: Judging): RawBuilder<unknown> {
  const to = sql`act.event->'scope'->>'department'`
  const columns = COLUMN_NAMES.map((name) =>
    name === 'department' && acts === 'dispatches' ? sql`${to} as department` : sql.ref(`case_file.${name}`),
  )
  return sql`(select ${sql.join(columns)}, act.at as acted_at, act.version as acted_version, act.type as acted_type
       from ${cases} join event_log act on act.case_id = case_file.id
      where act.type in ${life.words(ACTS[acts])} and ${within(sql.ref('act.at'), it)} ${known('act', it)}) as case_file`
}

/** The first event of some types after the act, by the as-of instant: a value of it. */
const next = (
  value: RawBuilder<unknown>,
  types: readonly string[],
  it: Judging,
  more: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> =>
  sql`(select ${value} from event_log n where n.case_id = case_file.id and n.version > acted_version
         and n.type in ${life.words(types)} and n.at <= ${stamp(it.instant)} and ${more} ${known('n', it)} order by n.version limit 1)`

const HANDED = [...life.DISPATCHES, ...life.RETURNED, ...life.RECALLED]
const became = (types: readonly string[], it: Judging): Condition =>
  sql`(${next(sql`n.type in ${life.words(types)}`, HANDED, it)})::boolean`

export const cameBack = (it: Judging): Condition => became(life.RETURNED, it)
export const wasRecalled = (it: Judging): Condition => became(life.RECALLED, it)
/** 误派 by what the department said: the reason with which the return was asked. */
export const cameBackMisdirected = (it: Judging): Condition =>
  sql`(${cameBack(it)} and ${next(
    sql`(select r.event->'details'->>'reason' from event_log r where r.case_id = n.case_id and r.version < n.version
           and r.type in ${life.words(life.RETURN_ASKED)} order by r.version desc limit 1)`,
    HANDED,
    it,
  )} = 'misdirected')`
/** 误派 by what became of it: in the same round another department had it later. */
export const reachedAnother = (it: Judging): Condition =>
  sql`coalesce(${next(
    sql`true`,
    life.DISPATCHES,
    it,
    sql`n.event->'scope'->>'department' is distinct from case_file.department
        and n.version < coalesce((select min(b.version) from event_log b where b.case_id = case_file.id
          and b.version > acted_version and b.type in ${life.words(life.BACK)} ${known('b', it)}), ${sql.lit(2 ** 31 - 1)})`,
  )}::boolean, false)`

export const wasReworked = (): Condition => sql`acted_type in ${life.words(life.REWORKED)}`

/** Old enough that it would have come back by now. */
export const isMatured = ({ instant }: Judging): Condition =>
  sql`acted_at + ${REOPENED_WITHIN} <= ${stamp(instant)}`
export const cameBackWithin30Days = (it: Judging): Condition =>
  sql`coalesce(${next(sql`n.at <= acted_at + ${REOPENED_WITHIN}`, life.BACK, it)}::boolean, false)`
