-- What holds for every table of `app`, applied to each that lacks it, after every migration: nobody can forget it.
-- 1. Row-level security, FORCEd on the owner too, and the policies of its user. The scalar sub-select is computed once.
do $$
declare
  users_table record;
  own constant text := 'user_id = (select app.me())';
begin
  for users_table in
    select c.oid::regclass as name, c.relname, c.relrowsecurity and c.relforcerowsecurity as forced, c.oid
    from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
  loop
    if not exists (select from pg_attribute a where a.attrelid = users_table.oid and a.attname = 'user_id' and a.attnotnull) then
      raise exception 'table % of schema app has no "user_id … not null": every table there is its users''', users_table.name;
    end if;
    if not users_table.forced then
      execute format('alter table %s enable row level security, force row level security', users_table.name);
    end if;
    if not exists (select from pg_policy p where p.polrelid = users_table.oid and p.polname = 'own_rows_read') then
      execute format('create policy own_rows_read on %s for select to typedo_reader using (%s)', users_table.name, own);
    end if;
    if not exists (select from pg_policy p where p.polrelid = users_table.oid and p.polname = 'own_rows_write') then
      execute format('create policy own_rows_write on %s to typedo_writer, typedo_seq using (%s) with check (%s)', users_table.name, own, own);
    end if;
    if not exists (select from pg_policy p where p.polrelid = users_table.oid and p.polname = 'backup') then
      execute format('create policy backup on %s for select to typedo_backup using (true)', users_table.name);
      execute format('grant select on %s to typedo_backup', users_table.name);
    end if;
  end loop;
end $$;

-- 2. Change numbers for every table with `seq` and `version`. Row triggers fire in the order of their names: this one last.
do $$
declare
  counted record;
begin
  for counted in
    select c.oid::regclass as name,
      (select coalesce(jsonb_object_agg(a.attname, null) filter (where a.attgenerated <> ''), '{}')::text
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as generated,
      (select t.tgargs from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'z_number_row') as known_generated
    from pg_class c
    where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'tombstones'
      and 2 = (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('seq', 'version') and not a.attisdropped)
  loop
    if counted.known_generated is distinct from convert_to(counted.generated, 'UTF8') || '\x00'::bytea then
      execute format('create or replace trigger a_open_change before insert or update or delete on %s
        for each statement execute function app.open_change()', counted.name);
      execute format('create or replace trigger z_number_row before insert or update or delete on %s
        for each row execute function app.number_row(%L)', counted.name, counted.generated);
      execute format('create or replace trigger z_close_change after insert or update or delete on %s for each statement
        when (nullif(current_setting(''app.seq'', true), '''')::bigint <> nullif(current_setting(''app.seq_stored'', true), '''')::bigint)
        execute function app.close_change()', counted.name);
    end if;
  end loop;
end $$;

-- 3. A server that has no owner's login sees which migrations were applied.
grant usage on schema typedo to typedo_app;
grant select on typedo.__drizzle_migrations to typedo_app;
