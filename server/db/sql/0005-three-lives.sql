-- Each kind's own life: its statuses, its clock, and two cases that change together.

alter table case_file drop constraint case_file_status;
-- Compared with the lifecycles' tables by schema.test.ts.
alter table case_file add constraint case_file_status check ((state->>'lifecycle') || ' ' || (state->>'status') in (
  'main/1 reported', 'main/1 accepted', 'main/1 filed', 'main/1 dispatched', 'main/1 signed', 'main/1 handling', 
  'main/1 feedback', 'main/1 checking', 'main/1 closed', 'main/1 rejected', 'ticket/1 reported', 
  'ticket/1 verifying', 'ticket/1 accepted', 'ticket/1 filed', 'ticket/1 dispatched', 'ticket/1 signed', 
  'ticket/1 handling', 'ticket/1 suspended', 'ticket/1 feedback', 'ticket/1 checking', 'ticket/1 closed', 
  'ticket/1 evaluated', 'ticket/1 archived', 'ticket/1 rejected', 'ticket/1 merged', 'ticket/1 voided', 
  'hazard/1 found', 'hazard/1 graded', 'hazard/1 assigned', 'hazard/1 rectifying', 'hazard/1 contained', 
  'hazard/1 reinspect', 'hazard/1 cleared', 'hazard/1 verified', 'hazard/1 to_event', 'hazard/1 rejected', 
  'hazard/1 merged', 'hazard/1 voided', 'dispute/1 registered', 'dispute/1 triaged', 'dispute/1 pre_mediation', 
  'dispute/1 panel', 'dispute/1 failed', 'dispute/1 agreed', 'dispute/1 performing', 'dispute/1 settled', 
  'dispute/1 followed_up', 'dispute/1 to_suit', 'dispute/1 to_arbitration', 'dispute/1 to_petition', 
  'dispute/1 to_pil', 'dispute/1 withdrawn', 'dispute/1 rejected', 'dispute/1 merged', 'dispute/1 voided'
));

alter table case_file
  add column co_handlers jsonb not null generated always as (coalesce(state->'coHandlers', '[]')) stored,
  add column near_at timestamptz generated always as (to_timestamp((state->>'nearAt')::double precision / 1000)) stored,
  add column paused_at timestamptz generated always as (to_timestamp((state->>'pausedAt')::double precision / 1000)) stored,
  add column left_at timestamptz generated always as (to_timestamp((state->>'leftAt')::double precision / 1000)) stored,
  add column next_mark_at timestamptz generated always as (to_timestamp((state->>'nextMarkAt')::double precision / 1000)) stored,
  add column review_at timestamptz generated always as (to_timestamp((state->>'reviewAt')::double precision / 1000)) stored;
comment on column case_file.near_at is '80 % of the limit used, on its own calendar.';
comment on column case_file.left_at is 'Left the loop without being closed: rejected, merged, voided.';
comment on column case_file.next_mark_at is 'When the timer has the next deadline event to raise.';
create index case_file_next_mark on case_file (next_mark_at) where next_mark_at is not null;
create index case_file_review on case_file (review_at) where review_at is not null and done_seq is null;

alter table category add column policy jsonb;
comment on column category.policy is 'Limits on the working calendar and what a feedback needs; null: limit_minutes alone.';

create or replace function append(units jsonb)
returns table (ord bigint, outcome text, seq bigint, no text)
language plpgsql
as $$
declare
  taken bigint[];
  stale bigint[];
  refused bigint[];
  total bigint;
  base bigint;
begin
  -- 1. Keys. A concurrent holder of the same key is waited for; then the key is taken.
  with wanted as (
    select u.ord, k.source, k.key, k.sha256, k.version, u.unit->>'caseId' as case_id
      from jsonb_array_elements(units) with ordinality as u (unit, ord),
           jsonb_to_recordset(u.unit->'keys') as k (source text, key text, sha256 text, version integer)
     order by k.source, k.key
  ), inserted as (
    insert into command_log (source, key, body_sha256, case_id, version)
    select w.source, w.key, decode(w.sha256, 'hex'), w.case_id, w.version from wanted w
    on conflict do nothing
    returning command_log.source, command_log.key, command_log.case_id, command_log.version
  )
  select coalesce(array_agg(distinct w.ord), '{}') into taken
    from wanted w
    left join inserted i on i.source = w.source and i.key = w.key and i.case_id = w.case_id and i.version = w.version
   where i.key is null;

  -- 2. Versions. Cases are locked in id order. (The id of a new case is new; its primary key stands behind that.)
  with asked as (
    select u.ord, u.unit->>'caseId' as case_id, (u.unit->>'expected')::integer as expected
      from jsonb_array_elements(units) with ordinality as u (unit, ord)
  ), held as (
    select c.id, c.version from case_file c
     where c.id in (select a.case_id from asked a where a.expected > 0)
     order by c.id
       for update
  )
  select coalesce(array_agg(a.ord), '{}') into stale
    from asked a left join held h on h.id = a.case_id
   where coalesce(h.version, 0) <> a.expected;

  refused := taken || stale;
  if cardinality(refused) > 0 then
    -- Units of one bundle are written together or not at all.
    select refused || coalesce(array_agg(u.ord), '{}') into refused
      from jsonb_array_elements(units) with ordinality as u (unit, ord)
     where u.ord <> all (refused)
       and u.unit->>'bundle' in (select r.unit->>'bundle' from jsonb_array_elements(units) with ordinality as r (unit, ord)
                                  where r.ord = any (refused));
    delete from command_log l
     using jsonb_array_elements(units) with ordinality as u (unit, ord),
           jsonb_to_recordset(u.unit->'keys') as k (source text, key text, version integer)
     where u.ord = any (refused)
       and l.source = k.source and l.key = k.key
       and l.case_id = u.unit->>'caseId' and l.version = k.version
       -- A key that somebody else holds is not ours to let go: ours were written by this transaction.
       and l.xmin = pg_current_xact_id()::xid;
  end if;

  select coalesce(sum(jsonb_array_length(u.unit->'events')), 0) into total
    from jsonb_array_elements(units) with ordinality as u (unit, ord)
   where u.ord <> all (refused);

  if total > 0 then
    -- 3. The counter, last lock of all. A rollback gives the numbers back: no hole (L6).
    update log_head set seq = log_head.seq + total returning log_head.seq - total into base;

    -- 4. Everything else, in the same statement.
    return query
    with unit as materialized (
      select u.ord, u.unit, (u.unit->>'expected')::integer as expected, u.unit->>'caseId' as case_id
        from jsonb_array_elements(units) with ordinality as u (unit, ord)
       where u.ord <> all (refused)
    ), days as (
      insert into case_number as n (day, last)
      select c.unit->>'day', count(*) from unit c where c.expected = 0 group by 1 order by 1
      on conflict (day) do update set last = n.last + excluded.last
      returning n.day, n.last
    ), numbered as materialized (
      select c.ord, 'GD' || d.day || '-' || to_char(
               d.last - count(*) over (partition by d.day) + row_number() over (partition by d.day order by c.ord), 'FM9999990000') as no
        from unit c join days d on d.day = c.unit->>'day'
       where c.expected = 0
    ), event as materialized (
      select c.ord, c.case_id, base + row_number() over (order by c.ord, e.nth) as seq,
             case when n.no is not null and e.event ? 'case'
                  then jsonb_set(e.event, '{case,no}', to_jsonb(n.no)) else e.event end as event
        from unit c
        left join numbered n on n.ord = c.ord
        cross join jsonb_array_elements(c.unit->'events') with ordinality as e (event, nth)
    ), logged as (
      insert into event_log (seq, case_id, version, type, at, event)
      select e.seq, e.case_id, (e.event->>'version')::integer, e.event->>'type',
             to_timestamp((e.event->>'at')::double precision / 1000), e.event
        from event e order by e.seq
    ), audited as (
      insert into audit_entry (actor, role, action, subject, seq)
      select e.event->'actor'->>'id', e.event->'actor'->>'role', e.event->>'type', e.case_id, e.seq
        from event e order by e.seq
    ), after as materialized (
      select c.ord, c.case_id, c.expected, (c.unit->>'done')::boolean as done, last.seq,
             case when jsonb_typeof(c.unit->'state') = 'object'
                  then case when n.no is not null then jsonb_set(c.unit->'state', '{no}', to_jsonb(n.no)) else c.unit->'state' end
                  else last.event->'case' end as state
        from unit c
        left join numbered n on n.ord = c.ord
        join (select distinct on (e.ord) e.ord, e.seq, e.event from event e order by e.ord, e.seq desc) last on last.ord = c.ord
    ), born as (
      insert into case_file (id, state, seq, done_seq)
      select a.case_id, a.state, a.seq, case when a.done then a.seq end from after a where a.expected = 0
    ), changed as (
      update case_file c
         set state = a.state, seq = a.seq,
             done_seq = case when not a.done then null else coalesce(c.done_seq, a.seq) end
        from after a where a.expected > 0 and c.id = a.case_id
    ), told as (
      insert into case_personal (case_id, version, data)
      select c.case_id, p.version, p.data
        from unit c, jsonb_to_recordset(c.unit->'personal') as p (version integer, data jsonb)
    )
    select a.ord, 'appended'::text, a.seq, a.state->>'no' from after a;

    -- 5. A hint, without payload: whoever tails also polls (L4).
    perform pg_notify('shaotai_log', '');
  end if;

  return query
  select r.ord, case when r.ord = any (taken) then 'key_taken' else 'version_conflict' end, null::bigint, null::text
    from unnest(refused) as r (ord) group by r.ord;
end
$$;
