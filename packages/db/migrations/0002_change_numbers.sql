-- Each change of a user's row gets the user's next number, in commit order. The counter is taken once a statement, before
-- any row is locked: numbering in a row trigger deadlocks, and is quadratic in the rows of a statement.
-- Only `typedo_seq`, which nobody can become, may move the counter or write a tombstone.
grant select (user_id, seq), insert (user_id, seq), update (seq) on app.user_state to typedo_seq;
grant select, insert, update, delete on app.tombstones to typedo_seq;

-- Before a statement. Makes the user's row of state with the first change; one who is gone violates its foreign key.
create function app.open_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  taken bigint;
begin
  -- An account that is being deleted takes its rows along by cascade: nobody is left to number them for.
  if app.me() is null then
    perform set_config('app.seq', '', true);
    return null;
  end if;
  -- A statement within a statement (a foreign key's action) goes on where the outer one is.
  insert into app.user_state as state (user_id, seq) values (app.me(), 1)
    on conflict (user_id) do update
      set seq = greatest(state.seq, coalesce(nullif(current_setting('app.seq', true), '')::bigint, 0)) + 1
    returning state.seq into taken;
  perform set_config('app.seq', (taken - 1)::text, true), set_config('app.seq_stored', taken::text, true);
  return null;
end $$;

-- For each row, after all else has been derived. Its argument names the table's generated columns, as a JSON object of
-- nulls: they are not computed yet, and PL/pgSQL shows them as null in NEW.
create function app.number_row() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  next_seq bigint := nullif(current_setting('app.seq', true), '')::bigint + 1;
  last_version int;
begin
  if tg_op = 'DELETE' then
    if next_seq is not null then
      insert into app.tombstones (user_id, kind, id, seq, version)
        values (old.user_id, tg_table_name, old.id, next_seq, old.version + 1);
      perform set_config('app.seq', next_seq::text, true);
    end if;
    return old;
  end if;

  if next_seq is null or new.user_id is distinct from app.me() then
    raise insufficient_privilege using message = 'a row may be written in its own user''s transaction only';
  end if;

  if tg_op = 'INSERT' then
    -- An id that was used before goes on with its version, so that no old ETag matches.
    delete from app.tombstones where (user_id, kind, id) = (new.user_id, tg_table_name, new.id) returning version into last_version;
    new.version := coalesce(last_version, 0) + 1;
    new.created_at := clock_timestamp();
    new.updated_at := new.created_at;
  else
    new.version := old.version;
    new.seq := old.seq;
    new.created_at := old.created_at;
    new.updated_at := old.updated_at;
    if new is not distinct from jsonb_populate_record(old, tg_argv[0]::jsonb) then
      return new; -- a write that changes nothing is not a change
    end if;
    new.version := old.version + 1;
    new.updated_at := greatest(clock_timestamp(), old.updated_at);
  end if;
  new.seq := next_seq;
  perform set_config('app.seq', next_seq::text, true);
  return new;
end $$;

-- After a statement that took more than the one number already stored.
create function app.close_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update app.user_state set seq = greatest(seq, current_setting('app.seq')::bigint) where user_id = app.me();
  return null;
end $$;

-- A definer function runs as its owner. To hand it over, one must be able to become that owner, for as long as it takes.
grant typedo_seq to current_user;
grant create on schema app to typedo_seq;
alter function app.open_change() owner to typedo_seq;
alter function app.number_row() owner to typedo_seq;
alter function app.close_change() owner to typedo_seq;
revoke create on schema app from typedo_seq;
revoke typedo_seq from current_user;
