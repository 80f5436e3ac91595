-- Attachments of cases, in the database itself: one transaction, one backup, one restore with everything else.

create table evidence (
  id text primary key,
  case_id text not null,
  -- The row of the log that made the case. It is never changed and never locked, so a file that is being
  -- written makes no step wait, as a reference to case_file would.
  first_version integer not null generated always as (1) stored,
  role text not null,
  media_type text not null,
  name text,
  content bytea not null,
  bytes integer not null,
  sha256 bytea not null,
  sent_sha256 bytea not null,
  width integer,
  height integer,
  thumbnail bytea,
  added_by text not null,
  added_role text not null,
  added_at timestamptz not null default clock_timestamp(),
  constraint evidence_of_a_case foreign key (case_id, first_version) references event_log (case_id, version),
  constraint evidence_once unique (case_id, sent_sha256),
  constraint evidence_role check (role in ('before', 'after', 'other')),
  constraint evidence_media_type check (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'text/plain')),
  constraint evidence_bytes check (bytes = octet_length(content) and bytes between 1 and 20971520),
  constraint evidence_name check (char_length(name) between 1 and 200),
  constraint evidence_image check ((media_type like 'image/%') = (thumbnail is not null) and (thumbnail is null) = (width is null) and (width is null) = (height is null))
);
-- Pictures do not compress again, and uncompressed pieces can be read one by one.
alter table evidence alter column content set storage external, alter column thumbnail set storage external;
comment on table evidence is 'Files of a case, all personal: pictures are written anew without what their camera wrote into them. Never updated. The streaming role cannot select it.';
comment on column evidence.sent_sha256 is 'Of the file as it was sent; the same file twice on one case is one row.';
comment on column evidence.sha256 is 'Of content.';

create function evidence_stays() returns trigger language plpgsql as $$
begin
  raise exception 'evidence is never changed';
end
$$;
create trigger evidence_stays before update on evidence for each row execute function evidence_stays();

create table evidence_key (
  source text not null,
  key text not null,
  body_sha256 bytea not null,
  evidence_id text not null references evidence (id) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  primary key (source, key)
);
comment on table evidence_key is 'Idempotency of files: each key of each sender, once. Keep at least 30 days.';
