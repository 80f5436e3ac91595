-- The log, the cases it makes, and the one statement that appends to both.
-- Rules L1-L6 and C1-C2 are in docs/protocol.md. Written for PostgreSQL 15 and later.

create table log_head (
  one boolean primary key default true constraint log_head_is_one_row check (one),
  epoch uuid not null,
  seq bigint not null
);
comment on table log_head is 'The counter. One row; its lock is taken last, inside append(), and held only until that statement commits. epoch changes on restore or reset.';
insert into log_head (epoch, seq) values (gen_random_uuid(), 0);

create table event_log (
  seq bigint primary key,
  case_id text not null,
  version integer not null,
  type text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  event jsonb not null,
  constraint event_log_case_version unique (case_id, version)
);
comment on table event_log is 'Every recorded fact, in commit order, seq 1..N without a hole. Nothing personal is in it. Never updated, never deleted from.';
comment on column event_log.at is 'Business stamp: when it happened in the district. The order is seq, never this.';

create table case_file (
  id text primary key,
  state jsonb not null,
  seq bigint not null,
  done_seq bigint,
  -- Read off the state, so that they cannot differ from it.
  no text not null generated always as (state->>'no') stored,
  kind text not null generated always as (state->>'kind') stored,
  status text not null generated always as (state->>'status') stored,
  category text not null generated always as (state->>'category') stored,
  department text generated always as (state->>'department') stored,
  source text not null generated always as (state->>'source') stored,
  sensitivity text not null generated always as (state->>'sensitivity') stored,
  external_id text generated always as (state->>'externalId') stored,
  exercise boolean not null generated always as ((state->>'exercise')::boolean) stored,
  version integer not null generated always as ((state->>'version')::integer) stored,
  lng double precision generated always as ((state->>'lng')::double precision) stored,
  lat double precision generated always as ((state->>'lat')::double precision) stored,
  reported_at timestamptz not null generated always as (to_timestamp((state->>'reportedAt')::double precision / 1000)) stored,
  accepted_at timestamptz generated always as (to_timestamp((state->>'acceptedAt')::double precision / 1000)) stored,
  filed_at timestamptz generated always as (to_timestamp((state->>'filedAt')::double precision / 1000)) stored,
  closed_at timestamptz generated always as (to_timestamp((state->>'closedAt')::double precision / 1000)) stored,
  constraint case_file_status check (status in (
    'reported', 'accepted', 'filed', 'dispatched', 'signed', 'handling', 'feedback', 'checking', 'closed', 'rejected'))
);
comment on table case_file is 'Projection: each case as its events left it. Can be rebuilt from event_log.';
comment on column case_file.seq is 'Log position of the last event of this case.';
comment on column case_file.done_seq is 'Log position at which the case was done (closed or rejected); null while open.';
create index case_file_open on case_file (id) where done_seq is null;
create index case_file_done on case_file (done_seq desc) where done_seq is not null;
create unique index case_file_no on case_file (no);
create index case_file_external on case_file (source, external_id) where external_id is not null;
create index case_file_reported on case_file (reported_at desc, id);
create index case_file_closed on case_file (closed_at desc, id) where closed_at is not null;

create table case_personal (
  case_id text not null,
  version integer not null,
  data jsonb not null,
  primary key (case_id, version)
);
comment on table case_personal is 'Names, titles, addresses, free text: everything personal, beside the event it came with; append() writes both, so no foreign key checks it again. The streaming role cannot select it.';

create table case_number (
  day text primary key,
  last integer not null
);
comment on table case_number is 'Running case number of each local day; updated only under the lock on log_head.';

create table command_log (
  source text not null,
  key text not null,
  body_sha256 bytea not null,
  case_id text not null,
  version integer not null,
  at timestamptz not null default clock_timestamp(),
  primary key (source, key)
);
comment on table command_log is 'Idempotency: each key of each sender, once. The answer is read back through (case_id, version). Keep at least 30 days.';

create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  action text not null,
  subject text not null,
  seq bigint
);
comment on table audit_entry is 'Who did or saw what. State changes are written by append() in the same statement, with the seq of their event.';

-- One call appends a batch. Input: an array of units, each atomic:
--   { "caseId", "expected": version before (0: a new case), "day": "YYYYMMDD" for a new case,
--     "done": is the case done after it, "state": the case after it, or null where the last event carries it,
--     "events": [CaseEvent...], "personal": [{"version", "data"}...],
--     "keys": [{"source", "key", "sha256": hex, "version"}...] }
-- Output, one row a unit: ord (1..n), outcome 'appended' | 'version_conflict' | 'key_taken', seq of its last
-- event, and the case number. A unit that is not appended leaves nothing behind.
--
-- Locks are taken in one order in every call - keys sorted, cases sorted, then the counter - so two calls
-- cannot wait for each other. READ COMMITTED is required: a waiter must see what it waited for.
create function append(units jsonb)
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
comment on function append(jsonb) is 'The only writer of event_log. One statement, one transaction: key, version, counter, event, projection, personal part, audit (protocol L1).';
