-- Each change of the tree of areas is a version; what it replaced is kept, and no name goes.

alter table area add column retired_in bigint;
comment on column area.retired_in is 'The version that took it out; null: it stands. It stays for the names of cases that lie in it.';

create table area_version (
  version bigint primary key,
  valid_from timestamptz not null,
  loaded_at timestamptz not null default clock_timestamp(),
  loaded_by text,
  loaded_role text,
  source_document text,
  crs text not null default 'wgs84',
  accepted jsonb not null default '[]',
  areas integer not null,
  changes jsonb not null default '[]',
  open_cases_elsewhere integer not null default 0,
  constraint area_version_crs check (crs in ('wgs84', 'cgcs2000', 'gcj02', 'bd09'))
);
comment on table area_version is 'One row for each change of the tree, numbered as area_tree.revision. Never updated.';
comment on column area_version.valid_from is 'From when the boundaries are valid, by the document; they are used from loaded_at on.';
comment on column area_version.accepted is 'Faults between outlines that whoever loaded them accepted.';
comment on column area_version.open_cases_elsewhere is 'Open cases at loaded_at that would have fallen into other areas. They kept theirs.';

create table area_history (
  code text not null,
  version bigint not null references area_version (version),
  until bigint,
  tier text not null,
  parent text,
  name text not null,
  name_en text,
  households integer,
  geometry jsonb not null,
  primary key (code, version),
  constraint area_history_until check (until > version)
);
comment on table area_history is 'Each area as it was from one version until before another; until null: as it is.';

-- What is loaded already becomes the first version that is known.
update area_tree set revision = 1 where revision = 0 and exists (select from area);
insert into area_version (version, valid_from, loaded_at, areas)
  select revision, (select min(loaded_at) from area), (select max(loaded_at) from area), (select count(*) from area)
    from area_tree where exists (select from area);
insert into area_history (code, version, tier, parent, name, name_en, households, geometry)
  select code, revision, tier, parent, name, name_en, households, geometry from area, area_tree;

do $$
begin
  grant select on area_version, area_history to shaotai_stream;
exception
  when undefined_object or insufficient_privilege then null;
end;
$$;
