-- Who may come in: people and their sessions, devices, reporting keys; and the words of the directory.

create table department (
  code text primary key,
  name text not null unique,
  name_en text,
  created_at timestamptz not null default clock_timestamp()
);
create table category (
  code text primary key,
  name text not null unique,
  name_en text,
  kind text not null,
  sensitivity text not null,
  created_at timestamptz not null default clock_timestamp()
);
comment on table category is 'name is normalised (NFKC, single spaces); a key with the history right may add one.';

create table person (
  id text primary key,
  username text not null unique,
  name text not null,
  role text not null,
  department text references department (code),
  cleared boolean not null default false,
  password_hash text not null,
  disabled_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
comment on column person.password_hash is 'argon2id, with its parameters inside.';

create table session (
  token_sha256 bytea primary key,
  person_id text not null references person (id),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_person on session (person_id);

create table device (
  id text primary key,
  name text not null,
  profile text not null,
  token_sha256 bytea not null unique,
  created_by text not null references person (id),
  created_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz,
  revoked_at timestamptz
);
comment on table device is 'A wall. Its token is told once and only its hash is kept.';

create table api_key (
  id text primary key,
  name text not null,
  key_sha256 bytea not null unique,
  history boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
comment on column api_key.history is 'May load the past: earlier stamps, external closures, unknown categories and departments.';
