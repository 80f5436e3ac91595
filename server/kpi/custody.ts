/** 持球时长: how long each party owed the next step, from the steps of a case as they happened. */
import { sql, type RawBuilder } from 'kysely'
import { known, type Condition, type Judging } from './judging.ts'
import { HANDED_TO_NOBODY, handsTo, HOLDERS, words, type Holder } from './life-events.ts'

/** The same event may be a step in one life and none in another. */
const isOneOf = (steps: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(case_file.state->>'lifecycle') || ' ' || e.type in ${words(steps)}`
const STEPS = [...HOLDERS.flatMap(handsTo), ...HANDED_TO_NOBODY]

/** Seconds that the party held a case that is closed, over all its rounds. A step takes effect no earlier than the one before. */
export const secondsHeld = (holder: Holder, it: Judging): RawBuilder<number> =>
  sql`(select coalesce(sum(date_part('epoch', until - since)) filter (where held), 0) from (
         select held, since, lead(since) over (order by version) as until from (
           select e.version, ${isOneOf(handsTo(holder))} as held, max(e.at) over (order by e.version) as since
             from event_log e where e.case_id = case_file.id and ${isOneOf(STEPS)} ${known('e', it)}) as step) as spell)`

export const wasHeldBy =
  (holder: Holder) =>
  (it: Judging): Condition =>
    sql`(closed_at is not null and exists (select from event_log e where e.case_id = case_file.id
        and ${isOneOf(handsTo(holder))} ${known('e', it)}))`
