-- Four names of zones are abbreviations too, of a fixed offset all year, and `timezone` takes them for those. So they are
-- given to it by names that are none, those to which the IANA database links them (2024b, backward). Stored, and told, is
-- what the user chose. What is stored by such a name is set right when its task is changed, or its user's zone: to look at all
-- tasks here would keep them from their users.
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
