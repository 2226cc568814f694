-- Four names of zones are abbreviations too, of a fixed offset all year, and `timezone` takes them for those. So they are
-- given to it by names that are none, those to which the IANA database links them (2024b, backward). Stored, and told, is
-- what the user chose.
create or replace function app.zone(name text) returns text language sql immutable parallel safe
return case upper(name)
  when 'CET' then 'Europe/Brussels'
  when 'MET' then 'Europe/Brussels'
  when 'EET' then 'Europe/Athens'
  when 'WET' then 'Europe/Lisbon'
  else name
end;

create or replace function app.derive_task() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  above uuid := new.parent_id;
  depth int := 0;
begin
  new.due_at := case when new.due_date is not null then
    timezone(
      app.zone(coalesce(new.time_zone, (select s.time_zone from app.user_state s where s.user_id = new.user_id), 'UTC')),
      new.due_date + coalesce(new.due_time, time '24:00'))
  end;

  -- Nobody else changes this user's tasks meanwhile: the statement holds the change counter.
  if new.parent_id is not null
    and (tg_op = 'INSERT' or new.parent_id is distinct from old.parent_id)
    and not exists (
      select from app.tasks t where t.user_id = new.user_id and t.id = new.id and t.parent_id = new.parent_id
    )
  then
    while above is not null loop
      depth := depth + 1;
      if above = new.id then
        raise check_violation using message = 'a task cannot be a part of itself', constraint = 'tasks_parent_acyclic', table = 'tasks', schema = 'app';
      elsif depth > 100 then
        raise check_violation using message = 'a task cannot be below the hundredth level', constraint = 'tasks_parent_depth', table = 'tasks', schema = 'app';
      end if;
      select t.parent_id into above from app.tasks t where t.user_id = new.user_id and t.id = above;
    end loop;
  end if;
  return new;
end $$;

create or replace function app.move_due_instants() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update app.tasks set due_date = due_date
  where user_id = new.user_id and due_date is not null and time_zone is null
    and due_at is distinct from timezone(app.zone(new.time_zone), due_date + coalesce(due_time, time '24:00'));
  return null;
end $$;

-- Tasks that are stored by such a name are due when they should be: a change of each, as its user, for who follows changes.
alter table app.tasks no force row level security;
alter table app.user_state no force row level security;
do $$
declare
  of_user record;
begin
  for of_user in
    select t.user_id, array_agg(t.id) as ids
    from app.tasks t left join app.user_state s on s.user_id = t.user_id
    cross join lateral (select coalesce(t.time_zone, s.time_zone, 'UTC') as name) as zone
    where t.due_date is not null and app.zone(zone.name) <> zone.name
      and t.due_at is distinct from timezone(app.zone(zone.name), t.due_date + coalesce(t.due_time, time '24:00'))
    group by t.user_id
  loop
    perform set_config('app.user_id', of_user.user_id, true);
    update app.tasks set due_date = due_date where user_id = of_user.user_id and id = any(of_user.ids);
  end loop;
  perform set_config('app.user_id', '', true);
end $$;
alter table app.tasks force row level security;
alter table app.user_state force row level security;
