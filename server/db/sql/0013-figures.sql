-- What figures read of every case. How a case ended and the widest tier that had it: eight figures took them out of the
-- state, which took a second for a hundred thousand cases. And when a case last mattered to a window: most of a long ledger
-- was done before the window began, and an index passes over it (server/kpi/facts.ts, isRecent, asks in the same words).

alter table case_file
  add column outcome text generated always as (state->>'outcome') stored,
  add column max_tier text generated always as (state->>'maxTier') stored;
comment on column case_file.outcome is 'How it ended; null: it has not, by another system, or before outcomes were recorded.';
comment on column case_file.max_tier is 'The widest tier that took it on; null: from before there were tiers.';

create index case_file_matters_until on case_file ((
  case when closed_at is null or round > 1 then 'infinity'::timestamptz
       else greatest(reported_at, accepted_at, filed_at, dispatched_at, contacted_at, signed_at, feedback_at, due_at, closed_at) end));
