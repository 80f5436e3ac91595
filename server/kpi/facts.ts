/**
 * What can be said of a case at the instants of a question, each as one SQL condition on `case_file`: the
 * vocabulary that definitions.ts speaks. Knows stamps and events; not which figure asks.
 */
import { sql, type RawBuilder } from 'kysely'
import { NEAR_DUE_SHARE } from '@shaotai/shared/domain/deadline.ts'
import { overdueAt } from '../cases/case-filters.ts'

/** The instants of one question, epoch ms. Stamps are whole ms, so a window [from, to) ends one before `to`. */
export interface Judging {
  /** Start of the window; null: unbounded. */
  from: number | null
  /** Last instant of the window that has come. */
  endsAt: number
  /** The as-of instant: nothing later has happened. */
  instant: number
  /** τ of the field's rates: the as-of instant where one was named, else the earlier of now and the window's end. */
  judgedAt: number
  /** Events after this seq have not happened; null: all in the snapshot have. */
  throughSeq: number | null
}

type Condition = RawBuilder<boolean>
export const stamp = (at: number): RawBuilder<Date> => sql`${new Date(at).toISOString()}::timestamptz`

const within = (what: RawBuilder<unknown>, { from, endsAt }: Judging): Condition =>
  from === null ? sql`${what} <= ${stamp(endsAt)}` : sql`${what} between ${stamp(from)} and ${stamp(endsAt)}`
export const inWindow =
  (column: string) =>
  (it: Judging): Condition =>
    within(sql.ref(column), it)

const closedBy = (at: number): Condition => sql`closed_at <= ${stamp(at)}`
/** When handling ended: the standing feedback, else the closing, else it goes on. */
const finishedBy = (at: number): RawBuilder<Date> =>
  sql`case when feedback_at <= ${stamp(at)} then feedback_at when closed_at <= ${stamp(at)} then closed_at else ${stamp(at)} end`

/** Of open cases: 80 % of the limit are used, as deadlineOf says it. */
const nearDueAt = (at: number): Condition => {
  const started = sql`case when round > 1 then dispatched_at else filed_at end`
  const finished = finishedBy(at)
  return sql`((closed_at is null or closed_at > ${stamp(at)}) and due_at >= ${finished}
     and date_part('epoch', ${finished} - ${started}) >= ${sql.lit(NEAR_DUE_SHARE)} * date_part('epoch', due_at - ${started}))`
}

/** The events after filing that open or close a case. */
const MOVES = sql`('case.reopened', 'case.closed', 'case.closed_external')`
const known = ({ throughSeq }: Judging): RawBuilder<unknown> =>
  throughSeq === null ? sql`` : sql`and e.seq <= ${sql.lit(throughSeq)}`

/**
 * Open as it happened. A case of one round says so by its stamps. One that came back is asked for the first of
 * its later moves: what a closing ends was open, what a reopening begins was not.
 */
const openAt = (at: number, it: Judging): Condition =>
  sql`(filed_at <= ${stamp(at)} and case when round = 1 then (closed_at is null or closed_at > ${stamp(at)})
       else coalesce((select e.type <> 'case.reopened' from event_log e
                       where e.case_id = case_file.id and e.type in ${MOVES} and e.at > ${stamp(at)} ${known(it)}
                       order by e.version limit 1), closed_at is null) end)`

/** Of a case that came back, its moves after filing as rows of (moved_at, sign): for a lateral join. */
const laterMoves = (it: Judging): RawBuilder<unknown> =>
  sql`(select greatest(filed_at, max(e.at) over (order by e.version)) as moved_at, case when e.type = 'case.reopened' then 1 else -1 end as sign
         from event_log e where e.case_id = case_file.id and e.type in ${MOVES} ${known(it)})`

/**
 * Every opening (+1) and closing (-1) in the window as a row: the case's columns, moved_at and sign. A closing
 * takes effect no earlier than what it ends, so a case closed before it was reported never was open.
 */
export const movesIn = (
  cases: RawBuilder<unknown>,
  filters: RawBuilder<unknown>,
  it: Judging,
): RawBuilder<unknown> => {
  const closing = sql`greatest(closed_at, filed_at)`
  return sql`(select case_file.*, filed_at as moved_at, 1 as sign from ${cases} where ${inWindow('filed_at')(it)} and ${filters}
    union all
    select case_file.*, ${closing}, -1 from ${cases} where round = 1 and closed_at is not null and ${within(closing, it)} and ${filters}
    union all
    select case_file.*, moved_at, sign from ${cases} cross join lateral ${laterMoves(it)} as later
     where round > 1 and ${inWindow('moved_at')(it)} and ${filters}) as case_file`
}

/** Openings less closings of one case in the window. */
export const netOf = (it: Judging): RawBuilder<number> =>
  sql`(case when ${inWindow('filed_at')(it)} then 1 else 0 end
     - case when round = 1 and closed_at is not null and ${within(sql`greatest(closed_at, filed_at)`, it)} then 1 else 0 end
     + case when round > 1 then (select coalesce(sum(sign), 0) from ${laterMoves(it)} as later where ${inWindow('moved_at')(it)}) else 0 end)`

const movedInWindow = (it: Judging): Condition =>
  // Without a start the filing itself is in the window of whatever came after it.
  it.from === null
    ? inWindow('filed_at')(it)
    : sql`(${inWindow('filed_at')(it)}
     or (round = 1 and closed_at is not null and ${within(sql`greatest(closed_at, filed_at)`, it)})
     or (round > 1 and exists (select from ${laterMoves(it)} as later where ${inWindow('moved_at')(it)})))`

/**
 * Can anything of a window be true of it? Most cases of a long ledger were done before the window began, and a
 * few comparisons say so before all the others are made.
 */
export const isRecent = ({ from, endsAt }: Judging): Condition => {
  if (from === null) return sql`true`
  // A state is one at the end of the window, which an as-of instant may put before its start.
  const first = stamp(Math.min(from, endsAt))
  return sql`(closed_at is null or closed_at >= ${first} or round > 1
        or greatest(reported_at, accepted_at, filed_at, signed_at, due_at) >= ${first})`
}

/** Each a condition that is true, false or null; null is false. */
export const FACTS = {
  exercise: () => sql<boolean>`exercise`,
  rejected: () => sql<boolean>`status = 'rejected'`,
  no_deadline: () => sql<boolean>`due_at is null`,
  closed_before_reported: () => sql<boolean>`closed_at < reported_at`,
  signed_before_dispatched: () => sql<boolean>`signed_at < dispatched_at`,
  reported_in_window: inWindow('reported_at'),
  accepted_in_window: inWindow('accepted_at'),
  filed_in_window: inWindow('filed_at'),
  signed_in_window: inWindow('signed_at'),
  closed_in_window: inWindow('closed_at'),
  due_in_window: inWindow('due_at'),
  moved_in_window: movedInWindow,
  closed_by_instant: ({ instant }) => closedBy(instant),
  closed_by_then: ({ judgedAt }) => closedBy(judgedAt),
  should_be_closed: ({ judgedAt }) => sql`(${closedBy(judgedAt)} or ${overdueAt(judgedAt)})`,
  on_time: ({ judgedAt }) => sql`due_at >= ${finishedBy(judgedAt)}`,
  open_at_end: (it) => openAt(it.endsAt, it),
  overdue_at_end: ({ endsAt }) => overdueAt(endsAt),
  near_due_at_end: ({ endsAt }) => nearDueAt(endsAt),
  in_hand: (it) =>
    it.from === null
      ? inWindow('filed_at')(it)
      : sql`(${inWindow('filed_at')(it)} or ${openAt(it.from - 1, it)})`,
} as const satisfies Record<string, (it: Judging) => Condition>

export type Fact = keyof typeof FACTS
