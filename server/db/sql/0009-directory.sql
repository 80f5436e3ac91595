-- The lists of the directory with every edition they ever had. department and category stay what queries join:
-- the current edition of their lists, written in the same transaction as its version.

create table directory_head (
  one boolean primary key default true constraint directory_head_is_one_row check (one),
  revision bigint not null
);
comment on table directory_head is 'Grows by one with every change of any list. Locked first by whoever writes: references are judged against lists that stand still.';
insert into directory_head (revision) values (0);

create table directory_version (
  list text not null,
  key text not null,
  revision integer not null,
  entry jsonb not null,
  retired boolean not null default false,
  at timestamptz not null default clock_timestamp(),
  changed_by text,
  reason text not null,
  primary key (list, key, revision),
  constraint directory_version_revision check (revision > 0),
  constraint directory_version_entry check (jsonb_typeof(entry) = 'object')
);
comment on table directory_version is 'Every edition of every entry, for ever; the greatest revision of a key is in force. Their shapes: shared/directory/.';
comment on column directory_version.changed_by is 'Id of the person; null: the server itself.';

create function directory_version_stays() returns trigger language plpgsql as $$
begin
  raise exception 'an edition of the directory is never changed';
end
$$;
create trigger directory_version_stays before update or delete on directory_version
  for each row execute function directory_version_stays();

alter table department add column retired boolean not null default false;
alter table category add column retired boolean not null default false;
comment on column department.retired is 'Its name stays with the cases that it had; nothing new is given to it.';

-- What stands becomes the first edition. A policy keeps the number that its cases remember.
insert into directory_version (list, key, revision, entry, reason)
select 'departments', code, 1,
       jsonb_strip_nulls(jsonb_build_object('code', code, 'name', name, 'nameEn', name_en, 'kind', 'bureau', 'liaisons', '[]'::jsonb)),
       'stood here before editions were kept'
  from department;
insert into directory_version (list, key, revision, entry, reason)
select 'policies', code, greatest(1, coalesce(substring(policy->>'id' from '@([0-9]{1,6})$')::integer, 1)),
       jsonb_strip_nulls(policy - 'id' || jsonb_build_object('code', code, 'name', name, 'nameEn', name_en)),
       'stood here before editions were kept'
  from category where policy is not null;
insert into directory_version (list, key, revision, entry, reason)
select 'categories', code, 1,
       jsonb_strip_nulls(jsonb_build_object('code', code, 'name', name, 'nameEn', name_en, 'kind', kind, 'sensitivity', sensitivity,
         'limitMinutes', limit_minutes, 'policy', case when policy is not null then code end)),
       'stood here before editions were kept'
  from category;
update directory_head set revision = 1 where exists (select from directory_version);
