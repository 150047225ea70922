-- Before a new MASTER_KEY: removes what the old one sealed or made, none of which can be opened with another. As the
-- database's owner, with every service stopped. Sessions stay; access tokens that are out stop being believed, and phones
-- refresh them. Answers kept for repeated requests are gone, and counters against guessing begin anew.
\set ON_ERROR_STOP on
begin;

do $$ declare each record; held bigint := 0; begin
  if exists (select from pg_stat_activity where usename like 'mmt\_%' and pid <> pg_backend_pid()) then
    raise exception 'services are still connected: stop them first';
  end if;
  if to_regclass('bus.parked') is not null then execute 'select count(*) from bus.parked' into held; end if;
  if held > 0 then raise exception '% messages are parked and sealed with the old key: redrive them first', held; end if;

  delete from auth.signing_keys;
  delete from auth.throttles;
  for each in select schemaname from pg_tables where tablename = 'idempotency_keys' loop
    execute format('delete from %I.idempotency_keys', each.schemaname);
  end loop;
  for each in select schemaname from pg_tables where tablename = 'sealed_with' loop
    execute format('delete from %I.sealed_with', each.schemaname);
  end loop;

  -- Roles whose password came from the key; `migrate` makes them anew. Passwords that were chosen stay.
  for each in select rolname from pg_roles where shobj_description(oid, 'pg_authid') like 'mymacrotracker runtime role, password %' loop
    execute format('grant %I to current_user', each.rolname);
    execute format('drop owned by %I', each.rolname);
    execute format('drop role %I', each.rolname);
  end loop;
end $$;

commit;
