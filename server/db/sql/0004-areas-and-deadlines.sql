-- Where a case lies and by when it must be done; the tree of areas.

create table area (
  code text primary key,
  tier text not null,
  parent text references area (code),
  name text not null,
  name_en text,
  households integer,
  geometry jsonb not null,
  loaded_at timestamptz not null default clock_timestamp(),
  constraint area_tier check (tier in ('city', 'district', 'street', 'community', 'sector', 'grid', 'unit'))
);
comment on table area is 'The tree of areas. geometry: GeoJSON Polygon or MultiPolygon, WGS-84.';
create index area_parent on area (parent);

-- One row. Who changes areas locks it; who holds them in memory asks whether it moved on.
create table area_tree (
  one boolean primary key default true check (one),
  revision bigint not null default 0,
  demo boolean not null default false
);
insert into area_tree default values;
comment on column area_tree.demo is 'The areas are those of the demo district, and its ground lies below them.';

alter table category add column limit_minutes integer;
comment on column category.limit_minutes is 'From filing to due, natural minutes; null: no limit.';

alter table case_file
  add column area text generated always as (state->>'area') stored,
  add column area_path jsonb not null generated always as (coalesce(state->'areaPath', '[]')) stored,
  add column community text generated always as (state->>'community') stored,
  add column round integer not null generated always as ((state->>'round')::integer) stored,
  add column dispatched_at timestamptz generated always as (to_timestamp((state->>'dispatchedAt')::double precision / 1000)) stored,
  add column signed_at timestamptz generated always as (to_timestamp((state->>'signedAt')::double precision / 1000)) stored,
  add column feedback_at timestamptz generated always as (to_timestamp((state->>'feedbackAt')::double precision / 1000)) stored,
  add column due_at timestamptz generated always as (to_timestamp((state->>'dueAt')::double precision / 1000)) stored;
comment on column case_file.area_path is 'Codes of the areas that hold the place, widest first.';
create index case_file_filed on case_file (filed_at desc, id) where filed_at is not null;

do $$
begin
  grant select on area, area_tree to shaotai_stream;
exception
  when undefined_object or insufficient_privilege then null;
end;
$$;
