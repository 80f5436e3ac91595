-- Sign-in: sessions that end by themselves, tries that are counted for all servers together, keys and walls
-- whose secrets are exchanged without a gap, walls that are paired by six characters.

alter table person
  add column one_time_until timestamptz;
comment on column person.one_time_until is 'Set: the password was made by an administrator, opens nothing but its own change, and only until then.';

alter table session
  add column id uuid not null default gen_random_uuid() constraint session_id unique,
  add column used_at timestamptz not null default clock_timestamp(),
  add column agent text;
comment on column session.used_at is 'Last request or command of a person, to the minute. What a screen is told by itself does not count.';
comment on column session.agent is 'What the browser called itself, so that people know their own sessions again.';

alter table device
  add column token_at timestamptz not null default clock_timestamp(),
  add column previous_sha256 bytea constraint device_previous unique;
comment on column device.previous_sha256 is 'The token before this one; valid until this one is used.';

alter table api_key
  add column sources text[],
  add column expires_at timestamptz,
  add column last_used_at timestamptz,
  add column created_by text references person (id),
  add column previous_sha256 bytea constraint api_key_previous unique,
  add column previous_until timestamptz;
comment on column api_key.sources is 'Sources it may report; null: any.';
comment on column api_key.previous_until is 'Until then the key before a rotation is valid too.';

create table sign_in_try (
  subject bytea primary key,
  tries timestamptz[] not null,
  last_at timestamptz not null
);
create index sign_in_try_last on sign_in_try (last_at);
comment on table sign_in_try is 'Wrong passwords of the last quarter of an hour, by the hash of the name that was typed, whether anybody has it or not. Swept; never more than its bound.';

create table pairing (
  code text primary key,
  secret_sha256 bytea not null,
  expires_at timestamptz not null,
  name text,
  profile text,
  approved_by text references person (id)
);
comment on table pairing is 'A screen that shows a code and waits to be made a wall. Gone when the wall has its token, or when it expires.';

-- A hint, without payload, that somebody's rights changed; whoever listens also asks every second (R3).
create function tell_rights() returns trigger language plpgsql as $$
begin
  perform pg_notify('shaotai_rights', '');
  return null;
end
$$;
create trigger person_rights after update on person
  for each statement execute function tell_rights();
create trigger session_rights after update of revoked_at on session
  for each statement execute function tell_rights();
create trigger device_rights after update on device
  for each row when (to_jsonb(old) - 'last_seen_at' <> to_jsonb(new) - 'last_seen_at') execute function tell_rights();
create trigger api_key_rights after update of revoked_at, expires_at, previous_until on api_key
  for each statement execute function tell_rights();
