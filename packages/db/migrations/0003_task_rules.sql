-- A task's due instant, and the tree of tasks.
create function app.derive_task() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.due_at := case when new.due_date is not null then
    timezone(
      coalesce(new.time_zone, (select s.time_zone from app.user_state s where s.user_id = new.user_id), 'UTC'),
      new.due_date + coalesce(new.due_time, time '24:00'))
  end;

  -- Nobody else changes this user's tasks meanwhile: the statement holds the change counter. UNION ends at a circle.
  if tg_op = 'UPDATE' and new.parent_id is not null and new.parent_id is distinct from old.parent_id and exists (
    with recursive ancestor as (
      select t.id, t.parent_id from app.tasks t where t.user_id = new.user_id and t.id = new.parent_id
      union
      select t.id, t.parent_id from app.tasks t join ancestor a on t.user_id = new.user_id and t.id = a.parent_id
    )
    select from ancestor where id = new.id
  ) then
    raise check_violation using message = 'a task cannot be a part of itself', constraint = 'tasks_parent_acyclic', table = 'tasks', schema = 'app';
  end if;
  return new;
end $$;

create trigger derive_task before insert or update on app.tasks for each row execute function app.derive_task();

-- A parent that is deleted for good lets its parts go. (drizzle-kit cannot say `set null` of one column.)
alter table app.tasks drop constraint tasks_parent_fkey;
alter table app.tasks add constraint tasks_parent_fkey foreign key (user_id, parent_id)
  references app.tasks (user_id, id) on delete set null (parent_id);
