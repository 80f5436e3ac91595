-- The trail cannot be altered quietly: what one statement writes is a block, and each block's hash covers the one
-- before it. docs/audit.md, docs/adr/0020-audit-chain.md.
--
-- Whoever inserts into audit_entry is chained, append() included, by the two triggers below: the first takes the head's
-- lock, the second hashes what the statement wrote.
--
-- Lock order, everywhere: keys, cases, log_head, audit_head. The audit row is the last thing a transaction writes, so
-- whoever holds audit_head waits for nothing but its own commit, and two transactions cannot wait for each other.

alter table audit_entry
  add column details jsonb,
  add column reason text,
  add constraint audit_entry_details check (jsonb_typeof(details) = 'object' and octet_length(details::text) <= 2000),
  -- A code: free text could name a person, and nothing here can ever be erased.
  add constraint audit_entry_reason check (reason ~ '^[a-z_]{1,40}$');
comment on table audit_entry is 'Who did or saw what; nothing personal, never updated, never deleted from. State changes are written by append() in the same statement, with the seq of their event.';
comment on column audit_entry.details is 'What changed or was seen, in codes and numbers.';

create table audit_block (
  n bigint primary key,
  first_id bigint not null,
  last_id bigint not null,
  entries integer not null,
  hash bytea not null
);
comment on table audit_block is 'The entries of one statement: those after the block before it, up to last_id. hash = SHA-256(hash of block n - 1, then its entries as audit_line() says them, by id, one a line).';

create table audit_head (
  one boolean primary key default true constraint audit_head_is_one_row check (one),
  n bigint not null,
  last_id bigint not null,
  hash bytea not null
);
comment on table audit_head is 'Where the chain ends. Its lock is taken last of all, after log_head''s, and held until the commit: ids are given under it, so each block''s are its own.';
insert into audit_head (n, last_id, hash) values (0, 0, sha256('shaotai audit chain'));

-- JSON, so that no two rows have one text; server/audit/chain.ts writes the same text without asking the database.
create function audit_line(id bigint, at timestamptz, actor text, role text, action text, subject text, seq bigint, details jsonb, reason text)
returns text language sql stable
as $$
  select json_build_array(id, (extract(epoch from at) * 1000000)::bigint, actor, role, action, subject, seq, details::text, reason)::text
$$;

create function audit_lock() returns trigger language plpgsql as $$
begin
  perform 1 from audit_head for update;
  return null;
end
$$;

create function audit_chain() returns trigger language plpgsql as $$
declare
  written record;
begin
  select count(*) as entries, min(a.id) as first_id, max(a.id) as last_id,
         string_agg(audit_line(a.id, a.at, a.actor, a.role, a.action, a.subject, a.seq, a.details, a.reason), E'\n' order by a.id) as lines
    into written from added a;
  if written.entries > 0 then
    with head as (
      update audit_head h
         set n = h.n + 1, last_id = written.last_id, hash = sha256(h.hash || convert_to(written.lines, 'UTF8'))
      returning h.n, h.hash
    )
    insert into audit_block (n, first_id, last_id, entries, hash)
    select h.n, written.first_id, written.last_id, written.entries, h.hash from head h;
  end if;
  return null;
end
$$;

create function audit_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is only ever added to';
end
$$;

-- What was there before the chain becomes its first blocks.
do $$
declare
  written record;
  head record;
begin
  loop
    select * into head from audit_head;
    select count(*) as entries, min(a.id) as first_id, max(a.id) as last_id,
           string_agg(audit_line(a.id, a.at, a.actor, a.role, a.action, a.subject, a.seq, a.details, a.reason), E'\n' order by a.id) as lines
      into written from (select * from audit_entry e where e.id > head.last_id order by e.id limit 500) a;
    exit when written.entries = 0;
    update audit_head
       set n = head.n + 1, last_id = written.last_id, hash = sha256(head.hash || convert_to(written.lines, 'UTF8'));
    insert into audit_block (n, first_id, last_id, entries, hash)
    select n, written.first_id, written.last_id, written.entries, hash from audit_head;
  end loop;
end
$$;

create trigger audit_entry_lock before insert on audit_entry for each statement execute function audit_lock();
create trigger audit_entry_chain after insert on audit_entry referencing new table as added
  for each statement execute function audit_chain();
create trigger audit_entry_stays before update or delete or truncate on audit_entry for each statement execute function audit_stays();
create trigger audit_block_stays before update or delete or truncate on audit_block for each statement execute function audit_stays();
create trigger audit_block_of_chain before insert on audit_block for each statement
  when (pg_trigger_depth() = 0) execute function audit_stays();
create trigger audit_head_stays before insert or delete or truncate on audit_head for each statement execute function audit_stays();
create trigger audit_head_of_chain before update on audit_head for each statement
  when (pg_trigger_depth() = 0) execute function audit_stays();

-- Who saw and who did what beside the log's own events, which the case's timeline and /api/events tell. Not one of these
-- indexes is touched by an event.
create index audit_entry_actor on audit_entry (actor, id) where seq is null;
create index audit_entry_case on audit_entry ((coalesce(details->>'case', subject)), id) where seq is null;

do $$
begin
  revoke all on audit_entry, audit_block, audit_head from public;
  revoke all on audit_entry, audit_block, audit_head from shaotai_stream;
exception
  when undefined_object then null;
end
$$;

-- Erasing. The planner's statistics keep common values and bounds of a column in another table: none of these.
alter table case_personal alter column data set statistics 0, alter column data type jsonb;
alter table evidence
  alter column name set statistics 0, alter column content set statistics 0, alter column thumbnail set statistics 0,
  alter column name type text, alter column content type bytea, alter column thumbnail type bytea;

create table legal_hold (
  case_id text primary key,
  held_by text not null,
  held_at timestamptz not null default clock_timestamp()
);
comment on table legal_hold is 'Cases whose personal part is kept whatever its age, and not erased, until the hold is lifted.';
