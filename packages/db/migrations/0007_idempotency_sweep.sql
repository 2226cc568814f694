-- Idempotency keys are their user's own, like every row of `app`. Old ones are cleared away by a narrow function of a role of
-- its own, to which a policy shows those that have expired and no others.
grant select, insert, delete on app.idempotency to typedo_writer;

do $$
begin
  create role typedo_sweep nologin noinherit;
exception
  when duplicate_object or unique_violation then null;
end $$;

grant usage on schema app to typedo_sweep, typedo_app;
grant select (user_id, key, expires_at), delete on app.idempotency to typedo_sweep;
create policy expired on app.idempotency to typedo_sweep using (expires_at < now());

-- At most `most` of them, so that no sweep takes long, and one sweep at a time. Gives their number.
create function app.sweep_idempotency(most int) returns int
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with expired as (
    select user_id, key from app.idempotency
    where (select pg_try_advisory_xact_lock(7891013)) and expires_at < now() order by expires_at limit greatest(most, 0)
  ), swept as (
    delete from app.idempotency i using expired e where (i.user_id, i.key) = (e.user_id, e.key) returning 1
  )
  select count(*)::int from swept
$$;

grant typedo_sweep to current_user;
grant create on schema app to typedo_sweep;
alter function app.sweep_idempotency(int) owner to typedo_sweep;
set local role typedo_sweep;
revoke execute on function app.sweep_idempotency(int) from public;
grant execute on function app.sweep_idempotency(int) to typedo_app;
reset role;
revoke create on schema app from typedo_sweep;
revoke typedo_sweep from current_user;
