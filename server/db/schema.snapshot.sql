-- The schema that the migrations make; compared by schema.test.ts, never run.

-- columns
api_key.id text not null
api_key.name text not null
api_key.key_sha256 bytea not null
api_key.history boolean not null default false
api_key.created_at timestamp with time zone not null default clock_timestamp()
api_key.revoked_at timestamp with time zone
api_key.sources text[]
api_key.expires_at timestamp with time zone
api_key.last_used_at timestamp with time zone
api_key.created_by text
api_key.previous_sha256 bytea
api_key.previous_until timestamp with time zone
area.code text not null
area.tier text not null
area.parent text
area.name text not null
area.name_en text
area.households integer
area.geometry jsonb not null
area.loaded_at timestamp with time zone not null default clock_timestamp()
area.retired_in bigint
area_history.code text not null
area_history.version bigint not null
area_history.until bigint
area_history.tier text not null
area_history.parent text
area_history.name text not null
area_history.name_en text
area_history.households integer
area_history.geometry jsonb not null
area_tree.one boolean not null default true
area_tree.revision bigint not null default 0
area_tree.demo boolean not null default false
area_version.version bigint not null
area_version.valid_from timestamp with time zone not null
area_version.loaded_at timestamp with time zone not null default clock_timestamp()
area_version.loaded_by text
area_version.loaded_role text
area_version.source_document text
area_version.crs text not null default 'wgs84'::text
area_version.accepted jsonb not null default '[]'::jsonb
area_version.areas integer not null
area_version.changes jsonb not null default '[]'::jsonb
area_version.open_cases_elsewhere integer not null default 0
audit_block.n bigint not null
audit_block.first_id bigint not null
audit_block.last_id bigint not null
audit_block.entries integer not null
audit_block.hash bytea not null
audit_entry.id bigint not null
audit_entry.at timestamp with time zone not null default clock_timestamp()
audit_entry.actor text not null
audit_entry.role text not null
audit_entry.action text not null
audit_entry.subject text not null
audit_entry.seq bigint
audit_entry.details jsonb
audit_entry.reason text
audit_head.one boolean not null default true
audit_head.n bigint not null
audit_head.last_id bigint not null
audit_head.hash bytea not null
case_file.id text not null
case_file.state jsonb not null
case_file.seq bigint not null
case_file.done_seq bigint
case_file.no text not null generated (state ->> 'no'::text)
case_file.kind text not null generated (state ->> 'kind'::text)
case_file.status text not null generated (state ->> 'status'::text)
case_file.category text not null generated (state ->> 'category'::text)
case_file.department text generated (state ->> 'department'::text)
case_file.source text not null generated (state ->> 'source'::text)
case_file.sensitivity text not null generated (state ->> 'sensitivity'::text)
case_file.external_id text generated (state ->> 'externalId'::text)
case_file.exercise boolean not null generated ((state ->> 'exercise'::text))::boolean
case_file.version integer not null generated ((state ->> 'version'::text))::integer
case_file.lng double precision generated ((state ->> 'lng'::text))::double precision
case_file.lat double precision generated ((state ->> 'lat'::text))::double precision
case_file.reported_at timestamp with time zone not null generated to_timestamp((((state ->> 'reportedAt'::text))::double precision / (1000)::double precision))
case_file.accepted_at timestamp with time zone generated to_timestamp((((state ->> 'acceptedAt'::text))::double precision / (1000)::double precision))
case_file.filed_at timestamp with time zone generated to_timestamp((((state ->> 'filedAt'::text))::double precision / (1000)::double precision))
case_file.closed_at timestamp with time zone generated to_timestamp((((state ->> 'closedAt'::text))::double precision / (1000)::double precision))
case_file.area text generated (state ->> 'area'::text)
case_file.area_path jsonb not null generated COALESCE((state -> 'areaPath'::text), '[]'::jsonb)
case_file.community text generated (state ->> 'community'::text)
case_file.round integer not null generated ((state ->> 'round'::text))::integer
case_file.dispatched_at timestamp with time zone generated to_timestamp((((state ->> 'dispatchedAt'::text))::double precision / (1000)::double precision))
case_file.signed_at timestamp with time zone generated to_timestamp((((state ->> 'signedAt'::text))::double precision / (1000)::double precision))
case_file.feedback_at timestamp with time zone generated to_timestamp((((state ->> 'feedbackAt'::text))::double precision / (1000)::double precision))
case_file.due_at timestamp with time zone generated to_timestamp((((state ->> 'dueAt'::text))::double precision / (1000)::double precision))
case_file.co_handlers jsonb not null generated COALESCE((state -> 'coHandlers'::text), '[]'::jsonb)
case_file.near_at timestamp with time zone generated to_timestamp((((state ->> 'nearAt'::text))::double precision / (1000)::double precision))
case_file.paused_at timestamp with time zone generated to_timestamp((((state ->> 'pausedAt'::text))::double precision / (1000)::double precision))
case_file.left_at timestamp with time zone generated to_timestamp((((state ->> 'leftAt'::text))::double precision / (1000)::double precision))
case_file.next_mark_at timestamp with time zone generated to_timestamp((((state ->> 'nextMarkAt'::text))::double precision / (1000)::double precision))
case_file.review_at timestamp with time zone generated to_timestamp((((state ->> 'reviewAt'::text))::double precision / (1000)::double precision))
case_file.contacted_at timestamp with time zone generated to_timestamp((((state ->> 'contactedAt'::text))::double precision / (1000)::double precision))
case_file.outcome text generated (state ->> 'outcome'::text)
case_file.max_tier text generated (state ->> 'maxTier'::text)
case_number.day text not null
case_number.last integer not null
case_personal.case_id text not null
case_personal.version integer not null
case_personal.data jsonb not null
category.code text not null
category.name text not null
category.name_en text
category.kind text not null
category.sensitivity text not null
category.created_at timestamp with time zone not null default clock_timestamp()
category.limit_minutes integer
category.policy jsonb
category.retired boolean not null default false
command_log.source text not null
command_log.key text not null
command_log.body_sha256 bytea not null
command_log.case_id text not null
command_log.version integer not null
command_log.at timestamp with time zone not null default clock_timestamp()
department.code text not null
department.name text not null
department.name_en text
department.created_at timestamp with time zone not null default clock_timestamp()
department.retired boolean not null default false
device.id text not null
device.name text not null
device.profile text not null
device.token_sha256 bytea not null
device.created_by text not null
device.created_at timestamp with time zone not null default clock_timestamp()
device.last_seen_at timestamp with time zone
device.revoked_at timestamp with time zone
device.token_at timestamp with time zone not null default clock_timestamp()
device.previous_sha256 bytea
device.areas text[] not null default '{}'::text[]
directory_head.one boolean not null default true
directory_head.revision bigint not null
directory_version.list text not null
directory_version.key text not null
directory_version.revision integer not null
directory_version.entry jsonb not null
directory_version.retired boolean not null default false
directory_version.at timestamp with time zone not null default clock_timestamp()
directory_version.changed_by text
directory_version.reason text not null
event_log.seq bigint not null
event_log.case_id text not null
event_log.version integer not null
event_log.type text not null
event_log.at timestamp with time zone not null
event_log.recorded_at timestamp with time zone not null default clock_timestamp()
event_log.event jsonb not null
evidence.id text not null
evidence.case_id text not null
evidence.first_version integer not null generated 1
evidence.role text not null
evidence.media_type text not null
evidence.name text
evidence.content bytea not null
evidence.bytes integer not null
evidence.sha256 bytea not null
evidence.sent_sha256 bytea not null
evidence.width integer
evidence.height integer
evidence.thumbnail bytea
evidence.added_by text not null
evidence.added_role text not null
evidence.added_at timestamp with time zone not null default clock_timestamp()
evidence_key.source text not null
evidence_key.key text not null
evidence_key.body_sha256 bytea not null
evidence_key.evidence_id text not null
evidence_key.at timestamp with time zone not null default clock_timestamp()
legal_hold.case_id text not null
legal_hold.held_by text not null
legal_hold.held_at timestamp with time zone not null default clock_timestamp()
log_head.one boolean not null default true
log_head.epoch uuid not null
log_head.seq bigint not null
pairing.code text not null
pairing.secret_sha256 bytea not null
pairing.expires_at timestamp with time zone not null
pairing.name text
pairing.profile text
pairing.approved_by text
person.id text not null
person.username text not null
person.name text not null
person.role text not null
person.department text
person.cleared boolean not null default false
person.password_hash text not null
person.disabled_at timestamp with time zone
person.created_at timestamp with time zone not null default clock_timestamp()
person.one_time_until timestamp with time zone
person.areas text[] not null default '{}'::text[]
schema_step.number integer not null
schema_step.name text not null
schema_step.sha256 text not null
schema_step.at timestamp with time zone not null default clock_timestamp()
session.token_sha256 bytea not null
session.person_id text not null
session.created_at timestamp with time zone not null default clock_timestamp()
session.expires_at timestamp with time zone not null
session.revoked_at timestamp with time zone
session.id uuid not null default gen_random_uuid()
session.used_at timestamp with time zone not null default clock_timestamp()
session.agent text
sign_in_try.subject bytea not null
sign_in_try.tries timestamp with time zone[] not null
sign_in_try.last_at timestamp with time zone not null

-- constraints
api_key: api_key_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id)
api_key: api_key_key_sha256_key UNIQUE (key_sha256)
api_key: api_key_pkey PRIMARY KEY (id)
api_key: api_key_previous UNIQUE (previous_sha256)
area: area_parent_fkey FOREIGN KEY (parent) REFERENCES area(code)
area: area_pkey PRIMARY KEY (code)
area: area_tier CHECK ((tier = ANY (ARRAY['city'::text, 'district'::text, 'street'::text, 'community'::text, 'sector'::text, 'grid'::text, 'unit'::text])))
area_history: area_history_pkey PRIMARY KEY (code, version)
area_history: area_history_until CHECK ((until > version))
area_history: area_history_version_fkey FOREIGN KEY (version) REFERENCES area_version(version)
area_tree: area_tree_one_check CHECK (one)
area_tree: area_tree_pkey PRIMARY KEY (one)
area_version: area_version_crs CHECK ((crs = ANY (ARRAY['wgs84'::text, 'cgcs2000'::text, 'gcj02'::text, 'bd09'::text])))
area_version: area_version_pkey PRIMARY KEY (version)
audit_block: audit_block_pkey PRIMARY KEY (n)
audit_entry: audit_entry_details CHECK (((jsonb_typeof(details) = 'object'::text) AND (octet_length((details)::text) <= 2000)))
audit_entry: audit_entry_pkey PRIMARY KEY (id)
audit_entry: audit_entry_reason CHECK ((reason ~ '^[a-z_]{1,40}$'::text))
audit_head: audit_head_is_one_row CHECK (one)
audit_head: audit_head_pkey PRIMARY KEY (one)
case_file: case_file_pkey PRIMARY KEY (id)
case_file: case_file_status CHECK (((((state ->> 'lifecycle'::text) || ' '::text) || (state ->> 'status'::text)) = ANY (ARRAY['main/1 reported'::text, 'main/1 accepted'::text, 'main/1 filed'::text, 'main/1 dispatched'::text, 'main/1 signed'::text, 'main/1 handling'::text, 'main/1 feedback'::text, 'main/1 checking'::text, 'main/1 closed'::text, 'main/1 rejected'::text, 'ticket/1 reported'::text, 'ticket/1 verifying'::text, 'ticket/1 accepted'::text, 'ticket/1 filed'::text, 'ticket/1 dispatched'::text, 'ticket/1 signed'::text, 'ticket/1 handling'::text, 'ticket/1 suspended'::text, 'ticket/1 feedback'::text, 'ticket/1 checking'::text, 'ticket/1 closed'::text, 'ticket/1 evaluated'::text, 'ticket/1 archived'::text, 'ticket/1 rejected'::text, 'ticket/1 merged'::text, 'ticket/1 voided'::text, 'hazard/1 found'::text, 'hazard/1 graded'::text, 'hazard/1 assigned'::text, 'hazard/1 rectifying'::text, 'hazard/1 contained'::text, 'hazard/1 reinspect'::text, 'hazard/1 cleared'::text, 'hazard/1 verified'::text, 'hazard/1 to_event'::text, 'hazard/1 rejected'::text, 'hazard/1 merged'::text, 'hazard/1 voided'::text, 'dispute/1 registered'::text, 'dispute/1 triaged'::text, 'dispute/1 pre_mediation'::text, 'dispute/1 panel'::text, 'dispute/1 failed'::text, 'dispute/1 agreed'::text, 'dispute/1 performing'::text, 'dispute/1 settled'::text, 'dispute/1 followed_up'::text, 'dispute/1 to_suit'::text, 'dispute/1 to_arbitration'::text, 'dispute/1 to_petition'::text, 'dispute/1 to_pil'::text, 'dispute/1 withdrawn'::text, 'dispute/1 rejected'::text, 'dispute/1 merged'::text, 'dispute/1 voided'::text])))
case_number: case_number_pkey PRIMARY KEY (day)
case_personal: case_personal_pkey PRIMARY KEY (case_id, version)
category: category_name_key UNIQUE (name)
category: category_pkey PRIMARY KEY (code)
command_log: command_log_pkey PRIMARY KEY (source, key)
department: department_name_key UNIQUE (name)
department: department_pkey PRIMARY KEY (code)
device: device_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id)
device: device_pkey PRIMARY KEY (id)
device: device_previous UNIQUE (previous_sha256)
device: device_token_sha256_key UNIQUE (token_sha256)
directory_head: directory_head_is_one_row CHECK (one)
directory_head: directory_head_pkey PRIMARY KEY (one)
directory_version: directory_version_entry CHECK ((jsonb_typeof(entry) = 'object'::text))
directory_version: directory_version_pkey PRIMARY KEY (list, key, revision)
directory_version: directory_version_revision CHECK ((revision > 0))
event_log: event_log_case_version UNIQUE (case_id, version)
event_log: event_log_pkey PRIMARY KEY (seq)
evidence: evidence_bytes CHECK (((bytes = octet_length(content)) AND ((bytes >= 1) AND (bytes <= 20971520))))
evidence: evidence_image CHECK ((((media_type ~~ 'image/%'::text) = (thumbnail IS NOT NULL)) AND ((thumbnail IS NULL) = (width IS NULL)) AND ((width IS NULL) = (height IS NULL))))
evidence: evidence_media_type CHECK ((media_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/webp'::text, 'application/pdf'::text, 'text/plain'::text])))
evidence: evidence_name CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
evidence: evidence_of_a_case FOREIGN KEY (case_id, first_version) REFERENCES event_log(case_id, version)
evidence: evidence_once UNIQUE (case_id, sent_sha256)
evidence: evidence_pkey PRIMARY KEY (id)
evidence: evidence_role CHECK ((role = ANY (ARRAY['before'::text, 'after'::text, 'other'::text])))
evidence_key: evidence_key_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES evidence(id) ON DELETE CASCADE
evidence_key: evidence_key_pkey PRIMARY KEY (source, key)
legal_hold: legal_hold_pkey PRIMARY KEY (case_id)
log_head: log_head_is_one_row CHECK (one)
log_head: log_head_pkey PRIMARY KEY (one)
pairing: pairing_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES person(id)
pairing: pairing_pkey PRIMARY KEY (code)
person: person_department_fkey FOREIGN KEY (department) REFERENCES department(code)
person: person_pkey PRIMARY KEY (id)
person: person_username_key UNIQUE (username)
schema_step: schema_step_pkey PRIMARY KEY (number)
session: session_id UNIQUE (id)
session: session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
session: session_pkey PRIMARY KEY (token_sha256)
sign_in_try: sign_in_try_pkey PRIMARY KEY (subject)

-- indexes
CREATE UNIQUE INDEX api_key_key_sha256_key ON public.api_key USING btree (key_sha256)
CREATE UNIQUE INDEX api_key_pkey ON public.api_key USING btree (id)
CREATE UNIQUE INDEX api_key_previous ON public.api_key USING btree (previous_sha256)
CREATE UNIQUE INDEX area_history_pkey ON public.area_history USING btree (code, version)
CREATE INDEX area_parent ON public.area USING btree (parent)
CREATE UNIQUE INDEX area_pkey ON public.area USING btree (code)
CREATE UNIQUE INDEX area_tree_pkey ON public.area_tree USING btree (one)
CREATE UNIQUE INDEX area_version_pkey ON public.area_version USING btree (version)
CREATE UNIQUE INDEX audit_block_pkey ON public.audit_block USING btree (n)
CREATE INDEX audit_entry_actor ON public.audit_entry USING btree (actor, id) WHERE (seq IS NULL)
CREATE INDEX audit_entry_case ON public.audit_entry USING btree (COALESCE((details ->> 'case'::text), subject), id) WHERE (seq IS NULL)
CREATE UNIQUE INDEX audit_entry_pkey ON public.audit_entry USING btree (id)
CREATE UNIQUE INDEX audit_head_pkey ON public.audit_head USING btree (one)
CREATE INDEX case_file_closed ON public.case_file USING btree (closed_at DESC, id) WHERE (closed_at IS NOT NULL)
CREATE INDEX case_file_done ON public.case_file USING btree (done_seq DESC) WHERE (done_seq IS NOT NULL)
CREATE INDEX case_file_external ON public.case_file USING btree (source, external_id) WHERE (external_id IS NOT NULL)
CREATE INDEX case_file_filed ON public.case_file USING btree (filed_at DESC, id) WHERE (filed_at IS NOT NULL)
CREATE INDEX case_file_matters_until ON public.case_file USING btree ((
CASE
    WHEN ((closed_at IS NULL) OR (round > 1)) THEN 'infinity'::timestamp with time zone
    ELSE GREATEST(reported_at, accepted_at, filed_at, dispatched_at, contacted_at, signed_at, feedback_at, due_at, closed_at)
END))
CREATE INDEX case_file_next_mark ON public.case_file USING btree (next_mark_at) WHERE (next_mark_at IS NOT NULL)
CREATE UNIQUE INDEX case_file_no ON public.case_file USING btree (no)
CREATE INDEX case_file_open ON public.case_file USING btree (id) WHERE (done_seq IS NULL)
CREATE UNIQUE INDEX case_file_pkey ON public.case_file USING btree (id)
CREATE INDEX case_file_reported ON public.case_file USING btree (reported_at DESC, id)
CREATE INDEX case_file_review ON public.case_file USING btree (review_at) WHERE ((review_at IS NOT NULL) AND (done_seq IS NULL))
CREATE UNIQUE INDEX case_number_pkey ON public.case_number USING btree (day)
CREATE UNIQUE INDEX case_personal_pkey ON public.case_personal USING btree (case_id, version)
CREATE UNIQUE INDEX category_name_key ON public.category USING btree (name)
CREATE UNIQUE INDEX category_pkey ON public.category USING btree (code)
CREATE UNIQUE INDEX command_log_pkey ON public.command_log USING btree (source, key)
CREATE UNIQUE INDEX department_name_key ON public.department USING btree (name)
CREATE UNIQUE INDEX department_pkey ON public.department USING btree (code)
CREATE UNIQUE INDEX device_pkey ON public.device USING btree (id)
CREATE UNIQUE INDEX device_previous ON public.device USING btree (previous_sha256)
CREATE UNIQUE INDEX device_token_sha256_key ON public.device USING btree (token_sha256)
CREATE UNIQUE INDEX directory_head_pkey ON public.directory_head USING btree (one)
CREATE UNIQUE INDEX directory_version_pkey ON public.directory_version USING btree (list, key, revision)
CREATE UNIQUE INDEX event_log_case_version ON public.event_log USING btree (case_id, version)
CREATE UNIQUE INDEX event_log_pkey ON public.event_log USING btree (seq)
CREATE UNIQUE INDEX evidence_key_pkey ON public.evidence_key USING btree (source, key)
CREATE UNIQUE INDEX evidence_once ON public.evidence USING btree (case_id, sent_sha256)
CREATE UNIQUE INDEX evidence_pkey ON public.evidence USING btree (id)
CREATE UNIQUE INDEX legal_hold_pkey ON public.legal_hold USING btree (case_id)
CREATE UNIQUE INDEX log_head_pkey ON public.log_head USING btree (one)
CREATE UNIQUE INDEX pairing_pkey ON public.pairing USING btree (code)
CREATE UNIQUE INDEX person_pkey ON public.person USING btree (id)
CREATE UNIQUE INDEX person_username_key ON public.person USING btree (username)
CREATE UNIQUE INDEX schema_step_pkey ON public.schema_step USING btree (number)
CREATE UNIQUE INDEX session_id ON public.session USING btree (id)
CREATE INDEX session_person ON public.session USING btree (person_id)
CREATE UNIQUE INDEX session_pkey ON public.session USING btree (token_sha256)
CREATE INDEX sign_in_try_last ON public.sign_in_try USING btree (last_at)
CREATE UNIQUE INDEX sign_in_try_pkey ON public.sign_in_try USING btree (subject)

-- comments
api_key.history: May load the past: earlier stamps, external closures, unknown categories and departments.
api_key.previous_until: Until then the key before a rotation is valid too.
api_key.sources: Sources it may report; null: any.
area.retired_in: The version that took it out; null: it stands. It stays for the names of cases that lie in it.
area: The tree of areas. geometry: GeoJSON Polygon or MultiPolygon, WGS-84.
area_history: Each area as it was from one version until before another; until null: as it is.
area_tree.demo: The areas are those of the demo district, and its ground lies below them.
area_version.accepted: Faults between outlines that whoever loaded them accepted.
area_version.open_cases_elsewhere: Open cases at loaded_at that would have fallen into other areas. They kept theirs.
area_version.valid_from: From when the boundaries are valid, by the document; they are used from loaded_at on.
area_version: One row for each change of the tree, numbered as area_tree.revision. Never updated.
audit_block: The entries of one statement: those after the block before it, up to last_id. hash = SHA-256(hash of block n - 1, then its entries as audit_line() says them, by id, one a line).
audit_entry.details: What changed or was seen, in codes and numbers.
audit_entry: Who did or saw what; nothing personal, never updated, never deleted from. State changes are written by append() in the same statement, with the seq of their event.
audit_head: Where the chain ends. Its lock is taken last of all, after log_head's, and held until the commit: ids are given under it, so each block's are its own.
case_file.area_path: Codes of the areas that hold the place, widest first.
case_file.contacted_at: The department first spoke with the reporter, in this round.
case_file.done_seq: Log position at which the case was done (closed or rejected); null while open.
case_file.left_at: Left the loop without being closed: rejected, merged, voided.
case_file.max_tier: The widest tier that took it on; null: from before there were tiers.
case_file.near_at: 80 % of the limit used, on its own calendar.
case_file.next_mark_at: When the timer has the next deadline event to raise.
case_file.outcome: How it ended; null: it has not, by another system, or before outcomes were recorded.
case_file.seq: Log position of the last event of this case.
case_file: Projection: each case as its events left it. Can be rebuilt from event_log.
case_number: Running case number of each local day; updated only under the lock on log_head.
case_personal: Names, titles, addresses, free text: everything personal, beside the event it came with; append() writes both, so no foreign key checks it again. The streaming role cannot select it.
category.limit_minutes: From filing to due, natural minutes; null: no limit.
category.policy: Limits on the working calendar and what a feedback needs; null: limit_minutes alone.
category: name is normalised (NFKC, single spaces); a key with the history right may add one.
command_log: Idempotency: each key of each sender, once. The answer is read back through (case_id, version). Keep at least 30 days.
department.retired: Its name stays with the cases that it had; nothing new is given to it.
device.areas: As of a person.
device.previous_sha256: The token before this one; valid until this one is used.
device: A wall. Its token is told once and only its hash is kept.
directory_head: Grows by one with every change of any list. Locked first by whoever writes: references are judged against lists that stand still.
directory_version.changed_by: Id of the person; null: the server itself.
directory_version: Every edition of every entry, for ever; the greatest revision of a key is in force. Their shapes: shared/directory/.
event_log.at: Business stamp: when it happened in the district. The order is seq, never this.
event_log: Every recorded fact, in commit order, seq 1..N without a hole. Nothing personal is in it. Never updated, never deleted from.
evidence.sent_sha256: Of the file as it was sent; the same file twice on one case is one row.
evidence.sha256: Of content.
evidence: Files of a case, all personal: pictures are written anew without what their camera wrote into them. Never updated. The streaming role cannot select it.
evidence_key: Idempotency of files: each key of each sender, once. Keep at least 30 days.
legal_hold: Cases whose personal part is kept whatever its age, and not erased, until the hold is lifted.
log_head: The counter. One row; its lock is taken last, inside append(), and held only until that statement commits. epoch changes on restore or reset.
pairing: A screen that shows a code and waits to be made a wall. Gone when the wall has its token, or when it expires.
person.areas: Codes of areas of any tier: no case outside them is seen or changed. Empty: the whole district.
person.one_time_until: Set: the password was made by an administrator, opens nothing but its own change, and only until then.
person.password_hash: argon2id, with its parameters inside.
session.agent: What the browser called itself, so that people know their own sessions again.
session.used_at: Last request or command of a person, to the minute. What a screen is told by itself does not count.
sign_in_try: Wrong passwords of the last quarter of an hour, by the hash of the name that was typed, whether anybody has it or not. Swept; never more than its bound.

-- triggers
api_key: CREATE TRIGGER api_key_rights AFTER UPDATE OF revoked_at, expires_at, previous_until ON public.api_key FOR EACH STATEMENT EXECUTE FUNCTION tell_rights()
audit_block: CREATE TRIGGER audit_block_of_chain BEFORE INSERT ON public.audit_block FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION audit_stays()
audit_block: CREATE TRIGGER audit_block_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_block FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()
audit_entry: CREATE TRIGGER audit_entry_chain AFTER INSERT ON public.audit_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_chain()
audit_entry: CREATE TRIGGER audit_entry_lock BEFORE INSERT ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_lock()
audit_entry: CREATE TRIGGER audit_entry_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()
audit_head: CREATE TRIGGER audit_head_of_chain BEFORE UPDATE ON public.audit_head FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION audit_stays()
audit_head: CREATE TRIGGER audit_head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()
device: CREATE TRIGGER device_rights AFTER UPDATE ON public.device FOR EACH ROW WHEN (((to_jsonb(old.*) - 'last_seen_at'::text) <> (to_jsonb(new.*) - 'last_seen_at'::text))) EXECUTE FUNCTION tell_rights()
directory_version: CREATE TRIGGER directory_version_stays BEFORE DELETE OR UPDATE ON public.directory_version FOR EACH ROW EXECUTE FUNCTION directory_version_stays()
evidence: CREATE TRIGGER evidence_stays BEFORE UPDATE ON public.evidence FOR EACH ROW EXECUTE FUNCTION evidence_stays()
person: CREATE TRIGGER person_rights AFTER UPDATE ON public.person FOR EACH STATEMENT EXECUTE FUNCTION tell_rights()
session: CREATE TRIGGER session_rights AFTER UPDATE OF revoked_at ON public.session FOR EACH STATEMENT EXECUTE FUNCTION tell_rights()

-- functions
CREATE OR REPLACE FUNCTION public.append(units jsonb)
 RETURNS TABLE(ord bigint, outcome text, seq bigint, no text)
 LANGUAGE plpgsql
AS $function$
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
$function$

CREATE OR REPLACE FUNCTION public.audit_chain()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$

CREATE OR REPLACE FUNCTION public.audit_line(id bigint, at timestamp with time zone, actor text, role text, action text, subject text, seq bigint, details jsonb, reason text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select json_build_array(id, (extract(epoch from at) * 1000000)::bigint, actor, role, action, subject, seq, details::text, reason)::text
$function$

CREATE OR REPLACE FUNCTION public.audit_lock()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform 1 from audit_head for update;
  return null;
end
$function$

CREATE OR REPLACE FUNCTION public.audit_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the audit trail is only ever added to';
end
$function$

CREATE OR REPLACE FUNCTION public.directory_version_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'an edition of the directory is never changed';
end
$function$

CREATE OR REPLACE FUNCTION public.evidence_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'evidence is never changed';
end
$function$

CREATE OR REPLACE FUNCTION public.tell_rights()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('shaotai_rights', '');
  return null;
end
$function$

