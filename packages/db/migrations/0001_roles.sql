-- Who may do what. Roles belong to the whole cluster, so another database of it may have made them already.
-- Logins get their passwords from the migrating program (src/migrate.ts), never from a file in git.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['typedo_app', 'typedo_auth', 'typedo_reader', 'typedo_writer', 'typedo_search', 'typedo_seq'] loop
    begin
      execute format('create role %I nologin noinherit', role_name);
    exception
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

-- What no client of ours waits for any longer: its deadline is 5 s. The server gives up too, and frees row and connection.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['typedo_app', 'typedo_auth'] loop
    execute format('alter role %I set statement_timeout = ''5s''', role_name);
    execute format('alter role %I set lock_timeout = ''4s''', role_name);
    execute format('alter role %I set idle_in_transaction_session_timeout = ''10s''', role_name);
  end loop;
end $$;

-- The pool's login becomes one of these two, for one transaction; it inherits nothing from them meanwhile.
grant typedo_reader, typedo_writer to typedo_app;

-- Whose transaction this is; null outside of `asUser`.
create function app.me() returns text language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '');

grant usage on schema app to typedo_reader, typedo_writer, typedo_seq, typedo_search;
grant select on app.user_state, app.tasks, app.tombstones to typedo_reader, typedo_writer;

-- What the server alone may set is not granted for update, and overwritten by triggers on insert.
grant insert, delete on app.tasks to typedo_writer;
grant update (title, notes, completed_at, priority, due_date, due_time, time_zone, labels, parent_id, position, deleted_at)
  on app.tasks to typedo_writer;

grant usage on schema auth to typedo_auth;
grant select, insert, update, delete on all tables in schema auth to typedo_auth;
