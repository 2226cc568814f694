-- A user's own settings. The change counter beside them stays `typedo_seq`'s, which makes the row.
grant update (time_zone, week_start) on app.user_state to typedo_writer;

create function app.ensure_state() returns void language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into app.user_state (user_id, seq) select app.me(), 0 where app.me() is not null on conflict (user_id) do nothing
$$;

grant typedo_seq to current_user;
grant create on schema app to typedo_seq;
alter function app.ensure_state() owner to typedo_seq;
set local role typedo_seq;
revoke execute on function app.ensure_state() from public;
grant execute on function app.ensure_state() to typedo_writer;
reset role;
revoke create on schema app from typedo_seq;
revoke typedo_seq from current_user;

-- A user's time zone decides when tasks without one of their own are due: `derive_task` says when that is now.
create function app.move_due_instants() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update app.tasks set due_date = due_date
  where user_id = new.user_id and due_date is not null and time_zone is null
    and due_at is distinct from timezone(new.time_zone, due_date + coalesce(due_time, time '24:00'));
  return null;
end $$;

create trigger move_due_instants after update of time_zone on app.user_state for each row
  when (new.time_zone is distinct from old.time_zone) execute function app.move_due_instants();
