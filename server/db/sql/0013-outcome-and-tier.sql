-- How a case ended and how wide the widest tier was that had it: read for every case by eight figures at once, each of
-- which took them out of the state and a second to do so for a hundred thousand cases.

alter table case_file
  add column outcome text generated always as (state->>'outcome') stored,
  add column max_tier text generated always as (state->>'maxTier') stored;
comment on column case_file.outcome is 'How it ended; null: it has not, by another system, or before outcomes were recorded.';
comment on column case_file.max_tier is 'The widest tier that took it on; null: from before there were tiers.';
