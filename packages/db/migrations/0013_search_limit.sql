-- The limit is for the caller's own: of all matches for the caller's mark, those of another user who happens to have the
-- same mark are left out first. No more is read than that takes: who asks stops when there is enough.
grant typedo_search to current_user;
grant create on schema app to typedo_search;
set local role typedo_search;
create or replace function app.search_tasks(words text[], labels text[], most int) returns table (id uuid)
language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_indexscan = off set plan_cache_mode = force_custom_plan as $$
declare
  me constant text := app.me();
  query constant tsquery := app.search_query(words, labels);
begin
  if me is null or query is null then return; end if;
  return query
    with hit as materialized (
      select t.user_id, t.id from app.tasks t
      where app.search_vector(t.user_id, t.title_words, t.notes_words, t.labels) @@ query
    )
    select hit.id from hit where hit.user_id = me limit greatest(most, 0);
end $$;
reset role;
revoke create on schema app from typedo_search;
revoke typedo_search from current_user;
