-- A statement that finds no row to change leaves the counter where it was: `open_change` has taken a number by then, and
-- without a row to bear it, it is given back. `app.seq` is the highest that a row bears, so that is what is stored.
grant typedo_seq to current_user;
grant create on schema app to typedo_seq;
set local role typedo_seq;
create or replace function app.close_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update app.user_state set seq = current_setting('app.seq')::bigint where user_id = app.me();
  return null;
end $$;
reset role;
revoke create on schema app from typedo_seq;
revoke typedo_seq from current_user;

create or replace trigger z_close_change after insert or update or delete on app.tasks for each statement
  when (nullif(current_setting('app.seq', true), '')::bigint <> nullif(current_setting('app.seq_stored', true), '')::bigint)
  execute function app.close_change();
