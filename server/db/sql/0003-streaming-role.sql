-- The walls' path reads with a role that cannot select personal data (protocol R1). Where the database's
-- owner may not make roles, the server says so at the start and reads with its own.
do $$
begin
  -- Roles belong to the whole cluster: a server on another of its databases may be making it this very moment.
  begin
    if not exists (select from pg_roles where rolname = 'shaotai_stream') then
      create role shaotai_stream nologin;
    end if;
    if not pg_has_role(current_user, 'shaotai_stream', 'member') then
      execute format('grant shaotai_stream to %I', current_user);
    end if;
  exception
    when duplicate_object or unique_violation then null;
  end;
  execute format('grant usage on schema %I to shaotai_stream', current_schema());
  grant select on log_head, event_log, case_file, department, category to shaotai_stream;
exception
  when insufficient_privilege or undefined_object then
    raise notice 'no right to make the role shaotai_stream';
end
$$;
