-- A session ends 90 days after its sign-in at the latest, however much it is used: whoever makes it last longer, makes it last
-- until then.
create function auth.end_in_time() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.expires_at := least(new.expires_at, new.created_at + interval '90 days');
  return new;
end $$;

create trigger end_in_time before insert or update on auth.session for each row execute function auth.end_in_time();

-- Sessions and mailed links that ended a day ago, at most `most` of each: the addresses and browsers of sessions are nobody's
-- any more. One sweep at a time. Gives the greater number.
grant usage on schema auth to typedo_sweep;
grant select (id, expires_at), delete on auth.session, auth.verification to typedo_sweep;

create function app.sweep_sessions(most int) returns int
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with turn as (
    select pg_try_advisory_xact_lock(7891015) as mine
  ), sessions as (
    delete from auth.session where id in (
      select id from auth.session where (select mine from turn) and expires_at < now() - interval '1 day'
      limit greatest(most, 0)) returning 1
  ), links as (
    delete from auth.verification where id in (
      select id from auth.verification where (select mine from turn) and expires_at < now() - interval '1 day'
      limit greatest(most, 0)) returning 1
  )
  select greatest((select count(*) from sessions), (select count(*) from links))::int
$$;

grant typedo_sweep to current_user;
grant create on schema app to typedo_sweep;
alter function app.sweep_sessions(int) owner to typedo_sweep;
set local role typedo_sweep;
revoke execute on function app.sweep_sessions(int) from public;
grant execute on function app.sweep_sessions(int) to typedo_app;
reset role;
revoke create on schema app from typedo_sweep;
revoke typedo_sweep from current_user;
