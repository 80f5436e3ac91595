/**
 * Openings and endings of cases, as they happened and not as they stand: a case of one round says so by its stamps,
 * one that came back by its events. What flows in less what flows out is always what is left.
 */
import { sql, type RawBuilder } from 'kysely'
import { known, stamp, within, type Condition, type Judging } from './judging.ts'
import { BACK, FILES, MOVES, STEPS, SUSPENDED, WITHDRAWN, words } from './life-events.ts'

/** Closed, or left: rejected, merged, voided. A case does one of them. */
const ENDED_AT = sql<Date>`coalesce(closed_at, left_at)`
/** An ending takes effect no earlier than what it ends; what was never filed never was open. */
const ENDING = sql<Date>`greatest(${ENDED_AT}, filed_at)`
const filed = (it: Judging): Condition => within(sql.ref('filed_at'), it)
const ended = (it: Judging): Condition =>
  sql`(round = 1 and filed_at is not null and ${ENDED_AT} is not null and ${within(ENDING, it)})`

/**
 * Of a case that came back, what opened or ended it after it was first filed. Only a withdrawal may end what never was
 * filed, and only a reopening at the very stamp of the filing may be that filing: those are looked into.
 */
const later = (it: Judging): Condition =>
  sql`(e.case_id = case_file.id and e.type in ${words(MOVES)} ${known('e', it)}
    and (not (e.type in ${words(WITHDRAWN)} or (e.type in ${words(BACK)} and e.at = filed_at)) or exists (
      select from event_log f where f.case_id = case_file.id and f.type in ${words(FILES)} and f.version <= e.version
         and (f.version < e.version or e.type not in ${words(BACK)}))))`

/**
 * A case that came back is asked for the first of its later moves: what an ending ends was open, what a
 * reopening begins was not.
 */
export const openAt = (at: number, it: Judging): Condition =>
  sql`(filed_at <= ${stamp(at)} and case when round = 1 then (${ENDED_AT} is null or ${ENDED_AT} > ${stamp(at)})
       else coalesce((select e.type not in ${words(BACK)} from event_log e
                       where ${later(it)} and e.at > ${stamp(at)}
                       order by e.version limit 1), ${ENDED_AT} is null) end)`

/** Of a case that came back, its moves after filing as rows of (moved_at, sign): for a lateral join. */
const laterMoves = (it: Judging): RawBuilder<unknown> =>
  sql`(select greatest(filed_at, max(e.at) over (order by e.version)) as moved_at, case when e.type in ${words(BACK)} then 1 else -1 end as sign
         from event_log e where ${later(it)})`
const moved = (it: Judging): Condition => within(sql.ref('moved_at'), it)

/** Every opening (+1) and ending (-1) in the window as a row: the case's columns, moved_at and sign. */
export const movesIn = (
  cases: RawBuilder<unknown>,
  filters: RawBuilder<unknown>,
  it: Judging,
): RawBuilder<unknown> =>
  sql`(select case_file.*, filed_at as moved_at, 1 as sign from ${cases} where ${filed(it)} and ${filters}
    union all
    select case_file.*, ${ENDING}, -1 from ${cases} where ${ended(it)} and ${filters}
    union all
    select case_file.*, moved_at, sign from ${cases} cross join lateral ${laterMoves(it)} as later
     where round > 1 and ${moved(it)} and ${filters}) as case_file`

/** Openings less endings of one case in the window. */
export const netOf = (it: Judging): RawBuilder<number> =>
  sql`(case when ${filed(it)} then 1 else 0 end
     - case when ${ended(it)} then 1 else 0 end
     + case when round > 1 then (select coalesce(sum(sign), 0) from ${laterMoves(it)} as later where ${moved(it)}) else 0 end)`

export const movedInWindow = (it: Judging): Condition =>
  // Without a start the filing itself is in the window of whatever came after it.
  it.from === null
    ? filed(it)
    : sql`(${filed(it)} or ${ended(it)}
     or (round > 1 and exists (select from ${laterMoves(it)} as later where ${moved(it)})))`

/** 挂账 as it happened: the last step before the first later one was the suspension. Asks events of open cases only. */
export const suspendedAt = (at: number, it: Judging): Condition =>
  sql`(filed_at <= ${stamp(at)} and (${ENDED_AT} is null or ${ENDED_AT} > ${stamp(at)} or round > 1) and coalesce(
       (select e.type in ${words(SUSPENDED)} from event_log e
         where e.case_id = case_file.id and e.type in ${words(STEPS)} ${known('e', it)}
           and e.version < coalesce((select min(l.version) from event_log l where l.case_id = case_file.id
                                      and l.type in ${words(STEPS)} and l.at > ${stamp(at)} ${known('l', it)}), ${sql.lit(2 ** 31 - 1)})
         order by e.version desc limit 1), false))`
