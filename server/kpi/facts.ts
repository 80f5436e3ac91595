/**
 * What can be said of a case at the instants of a question, each as one SQL condition on `case_file`: the
 * vocabulary that definitions.ts speaks. Knows stamps and states; events are asked in moves.ts, acts.ts and
 * custody.ts. Not which figure asks.
 */
import { sql, type RawBuilder } from 'kysely'
import { NEAR_DUE_SHARE } from '@shaotai/shared/domain/deadline.ts'
import {
  KINDS,
  SOURCES,
  TIERS,
  type Kind,
  type Source,
  type Tier,
} from '@shaotai/shared/domain/vocabulary.ts'
import { overdueAt } from '../cases/case-filters.ts'
import * as acts from './acts.ts'
import { wasHeldBy } from './custody.ts'
import { known, stamp, within, type Condition, type Judging } from './judging.ts'
import { ESCALATED, EXTENDED, MAY_BE_RATED, RATED, words } from './life-events.ts'
import { movedInWindow, openAt, suspendedAt } from './moves.ts'

/** The stamp by which a case is put into an hour, a day or a month; `moved_at`, `acted_at`: of each of its moves or acts. */
export const COHORTS = {
  reported_at: sql.ref('reported_at'),
  accepted_at: sql.ref('accepted_at'),
  filed_at: sql.ref('filed_at'),
  dispatched_at: sql.ref('dispatched_at'),
  signed_at: sql.ref('signed_at'),
  /** The department spoke with the reporter, or signed: whichever came first. */
  responded_at: sql`least(signed_at, contacted_at)`,
  feedback_at: sql.ref('feedback_at'),
  closed_at: sql.ref('closed_at'),
  due_at: sql.ref('due_at'),
  /** Rejections from before there was such a stamp changed nothing afterwards. */
  left_at: sql`case when status in ('rejected', 'merged', 'voided') then coalesce(left_at, to_timestamp((state->>'changedAt')::double precision / 1000)) end`,
  moved_at: sql.ref('moved_at'),
  acted_at: sql.ref('acted_at'),
} as const satisfies Record<string, RawBuilder<unknown>>
export type Cohort = keyof typeof COHORTS

const inWindow =
  (cohort: Cohort) =>
  (it: Judging): Condition =>
    within(COHORTS[cohort], it)

const closedBy = (at: number): Condition => sql`closed_at <= ${stamp(at)}`
/** When the clock stopped: the standing feedback, else the closing, else the suspension, else it goes on. */
const finishedBy = (at: number): RawBuilder<Date> =>
  sql`case when feedback_at <= ${stamp(at)} then feedback_at when closed_at <= ${stamp(at)} then closed_at
           when paused_at <= ${stamp(at)} then paused_at else ${stamp(at)} end`

/** Its clock stands still and its deadline has not come: neither kept nor missed yet. */
const pausedBy = (at: number): Condition =>
  sql`(paused_at <= least(${stamp(at)}, due_at) and (feedback_at is null or feedback_at > ${stamp(at)}) and (closed_at is null or closed_at > ${stamp(at)}))`

/** Of open cases: 80 % of the limit are used, on the calendar it runs on; of old cases, of natural time. */
const nearDueAt = (at: number): Condition => {
  const started = sql`case when round > 1 then dispatched_at else filed_at end`
  const finished = finishedBy(at)
  return sql`((closed_at is null or closed_at > ${stamp(at)}) and due_at >= ${finished}
     and ${finished} >= coalesce(near_at, ${started} + ${sql.lit(NEAR_DUE_SHARE)} * (due_at - ${started})))`
}

const left =
  (status: 'rejected' | 'merged' | 'voided') =>
  (it: Judging): Condition =>
    sql`(status = ${sql.lit(status)} and ${COHORTS.left_at} <= ${stamp(it.instant)})`
const isKind = (kind: Kind) => (): Condition => sql`kind = ${sql.lit(KINDS.find((it) => it === kind)!)}`
const outcome = sql.ref('outcome')

/** 主动发现: found by the city's own eyes before anybody complained. */
const OWN_EYES = ['grid', 'patrol', 'sensor', 'video', 'courier'] as const satisfies Source[]
const isNoWiderThan = (tier: Tier): string[] => TIERS.slice(TIERS.indexOf(tier))
const containedBy = (tier: Tier) => (): Condition => sql`max_tier in ${words(isNoWiderThan(tier))}`
const rankOf = (tier: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`array_position(${sql.lit(`{${TIERS.join(',')}}`)}::text[], ${tier})`

/** An event of such a type by the as-of instant. */
const happened = (types: readonly string[], it: Judging, more: RawBuilder<unknown> = sql`true`): Condition =>
  sql`exists (select from event_log e where e.case_id = case_file.id and e.type in ${words(types)}
        and e.at <= ${stamp(it.instant)} and ${more} ${known('e', it)})`
/** The reporter was asked: the rating that stands, whatever he said. */
const ratedBy = (it: Judging): Condition =>
  sql`(jsonb_typeof(state->'rating') = 'object' and (select e.at from event_log e where e.case_id = case_file.id
        and e.type in ${words(RATED)} ${known('e', it)} order by e.version desc limit 1) <= ${stamp(it.instant)})`

/**
 * Can anything of a window be true of it? Most cases of a long ledger were done before the window began, and an
 * index passes over them.
 */
export const isRecent = ({ from, endsAt }: Judging, facts: readonly Fact[]): Condition => {
  // Acts were looked for in the window already.
  if (from === null || facts.includes('acted_in_window')) return sql`true`
  // A state is one at the end of the window, which an as-of instant may put before its start.
  const first = stamp(Math.min(from, endsAt))
  return sql`${MATTERS_UNTIL} >= ${first}`
}
/** Its last stamp; for ever while it is open, and once it came back. In the words of the index case_file_matters_until. */
const MATTERS_UNTIL = sql`(case when closed_at is null or round > 1 then 'infinity'::timestamptz
  else greatest(reported_at, accepted_at, filed_at, dispatched_at, contacted_at, signed_at, feedback_at, due_at, closed_at) end)`

/** Each a condition that is true, false or null; null is false. */
export const FACTS = {
  exercise: () => sql<boolean>`exercise`,
  rejected: left('rejected'),
  merged: left('merged'),
  voided: left('voided'),
  /** 自处置: settled on the spot and never filed, so that it cannot pad a rate. */
  self_handled: ({ instant }) =>
    sql`(filed_at is null and closed_at <= ${stamp(instant)} and ${outcome} = 'self_handled')`,
  no_deadline: () => sql<boolean>`due_at is null`,
  suspended: ({ judgedAt }) => pausedBy(judgedAt),
  closed_before_reported: () => sql<boolean>`closed_at < reported_at`,
  closed_before_feedback: () => sql<boolean>`closed_at < feedback_at`,
  signed_before_dispatched: () => sql<boolean>`signed_at < dispatched_at`,
  responded_before_dispatched: () => sql<boolean>`${COHORTS.responded_at} < dispatched_at`,
  dispatched_before_accepted: () => sql<boolean>`dispatched_at < accepted_at`,
  fed_back_before_signed: () => sql<boolean>`feedback_at < signed_at`,
  never_signed: () => sql<boolean>`signed_at is null`,
  later_round: () => sql<boolean>`round > 1`,
  /** 反弹: theirs again without a dispatch; nobody signed or answered anew. */
  relapsed: () =>
    sql<boolean>`(round > 1 and kind = 'hazard' and signed_at = dispatched_at and state->>'lifecycle' <> 'main/1')`,
  no_tier: () => sql<boolean>`max_tier is null`,
  /** Closed by another system, or before outcomes were recorded. */
  outcome_unknown: ({ judgedAt }) => sql`(${closedBy(judgedAt)} and ${outcome} is null)`,
  turned_into_event: ({ judgedAt }) => sql`(${closedBy(judgedAt)} and ${outcome} = 'turned_into_event')`,
  no_answer: () => sql<boolean>`state->'rating'->>'satisfied' = 'no_answer'`,
  reported_in_window: inWindow('reported_at'),
  accepted_in_window: inWindow('accepted_at'),
  filed_in_window: inWindow('filed_at'),
  dispatched_in_window: inWindow('dispatched_at'),
  signed_in_window: inWindow('signed_at'),
  responded_in_window: inWindow('responded_at'),
  fed_back_in_window: inWindow('feedback_at'),
  closed_in_window: inWindow('closed_at'),
  left_in_window: inWindow('left_at'),
  due_in_window: inWindow('due_at'),
  moved_in_window: movedInWindow,
  acted_in_window: inWindow('acted_at'),
  closed_by_instant: ({ instant }) => closedBy(instant),
  closed_by_then: ({ judgedAt }) => closedBy(judgedAt),
  should_be_closed: ({ judgedAt }) => sql`(${closedBy(judgedAt)} or ${overdueAt(judgedAt)})`,
  on_time: ({ judgedAt }) => sql`due_at >= ${finishedBy(judgedAt)}`,
  has_feedback: () => sql<boolean>`feedback_at is not null`,
  open_at_end: (it) => openAt(it.endsAt, it),
  overdue_at_end: ({ endsAt }) => overdueAt(endsAt),
  near_due_at_end: ({ endsAt }) => nearDueAt(endsAt),
  suspended_at_end: (it) => suspendedAt(it.endsAt, it),
  in_hand: (it) =>
    it.from === null
      ? inWindow('filed_at')(it)
      : sql`(${inWindow('filed_at')(it)} or ${openAt(it.from - 1, it)})`,
  is_hazard: isKind('hazard'),
  is_dispute: isKind('dispute'),
  found_by_own_eyes: () =>
    sql<boolean>`source in ${words(SOURCES.filter((it) => (OWN_EYES as Source[]).includes(it)))}`,
  settled_by_then: ({ judgedAt }) => sql`(${closedBy(judgedAt)} and ${outcome} = 'settled')`,
  accepted_30_days_before: ({ judgedAt }) => sql`accepted_at + interval '30 days' <= ${stamp(judgedAt)}`,
  settled_within_30_days: ({ judgedAt }) =>
    sql`(${closedBy(judgedAt)} and closed_at <= accepted_at + interval '30 days' and ${outcome} = 'settled')`,
  eliminated_by_then: ({ judgedAt }) => sql`(${closedBy(judgedAt)} and ${outcome} = 'eliminated')`,
  contained_by_grid: containedBy('grid'),
  contained_by_community: containedBy('community'),
  contained_by_street: containedBy('street'),
  contained_by_district: containedBy('district'),
  escalated: (it) =>
    sql`(max_tier <> coalesce(state->>'tierAtBirth', '') and ${happened(
      ESCALATED,
      it,
      sql`${rankOf(sql`e.event->'details'->>'tier'`)} < ${rankOf(sql`coalesce(case_file.state->>'tierAtBirth', 'unit')`)}`,
    )})`,
  extended: (it) => sql`((state->>'extensions')::integer > 0 and ${happened(EXTENDED, it)})`,
  may_be_rated: () => sql<boolean>`(state->>'lifecycle') || ' ' || status in ${words(MAY_BE_RATED)}`,
  was_asked: ratedBy,
  answered: (it) => sql`(${ratedBy(it)} and state->'rating'->>'satisfied' <> 'no_answer')`,
  satisfied: () => sql<boolean>`state->'rating'->>'satisfied' in ('satisfied', 'fairly_satisfied')`,
  held_by_centre: wasHeldBy('centre'),
  held_by_department: wasHeldBy('department'),
  held_by_verifier: wasHeldBy('verifier'),
  recalled: acts.wasRecalled,
  came_back: acts.cameBack,
  came_back_misdirected: acts.cameBackMisdirected,
  reached_another: acts.reachedAnother,
  was_reworked: acts.wasReworked,
  is_matured: acts.isMatured,
  came_back_within_30_days: acts.cameBackWithin30Days,
} as const satisfies Record<string, (it: Judging) => Condition>

export type Fact = keyof typeof FACTS
