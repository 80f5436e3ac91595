-- When the department first spoke with the reporter: read for every case by the time to the first response, which took it
-- out of the state and half a second to do so.

alter table case_file
  add column contacted_at timestamptz generated always as (to_timestamp((state->>'contactedAt')::double precision / 1000)) stored;
comment on column case_file.contacted_at is 'The department first spoke with the reporter, in this round.';
