-- Finding tasks by words and labels. Under a policy only leakproof operators reach an index, and `@@` is not one: so a
-- narrow function of a role of its own looks into the index, and gives ids of the transaction's own user and nothing else.

-- What a task is found by, as one vector. Each lexeme carries 8 hex digits of its user: `u` before words, `l` before labels.
create function app.search_vector(user_id text, title_words tsvector, notes_words tsvector, labels text[]) returns tsvector
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(title_words, '') || coalesce(notes_words, '')
    || array_to_tsvector(array(select 'l' || left(md5(user_id), 8) || label from unnest(labels) as label))
$$;

create index tasks_search on app.tasks using gin (app.search_vector(user_id, title_words, notes_words, labels)) with (fastupdate = off);
comment on index app.tasks_search is 'tasks by words and labels (app.search_tasks); without a pending list, so that each search costs the same';

-- All words, each as a prefix, and all labels, whole; null if there is neither. Quoted as a tsquery wants it.
create function app.search_query(words text[], labels text[]) returns tsquery
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  with me as (select left(md5(app.me()), 8) as mark), term as (
    select 'u' || mark || word as lexeme, ':*' as suffix from me, unnest(words) as word
    union all
    select 'l' || mark || label, '' from me, unnest(labels) as label
  )
  select string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''' || suffix, ' & ')::tsquery from term
$$;

grant select (user_id, id, created_at, title_words, notes_words, labels) on app.tasks to typedo_search;
create policy search on app.tasks for select to typedo_search using (true);

-- Ids of the caller's tasks that match, trashed ones too; at most `most`, in no order. Takes no user: it reads the
-- transaction's own. The index is asked for everybody's tasks, as it can't be asked otherwise; the mark in each lexeme leaves
-- the caller's, and the join makes sure of it.
create function app.search_tasks(words text[], labels text[], most int) returns table (id uuid)
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
      limit greatest(most, 0)
    )
    select hit.id from hit where hit.user_id = me;
end $$;

-- Whether a task was stored without its words, by a version of the server that did not know of them.
create function app.any_task_without_words() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
  select exists (select from app.tasks where title_words is null)
$$;

grant typedo_search to current_user;
grant create on schema app to typedo_search;
alter function app.search_tasks(text[], text[], int) owner to typedo_search;
alter function app.any_task_without_words() owner to typedo_search;
set local role typedo_search;
revoke execute on function app.search_tasks(text[], text[], int), app.any_task_without_words() from public;
grant execute on function app.search_tasks(text[], text[], int) to typedo_reader, typedo_writer;
grant execute on function app.any_task_without_words() to session_user;
reset role;
revoke create on schema app from typedo_search;
revoke typedo_search from current_user;

grant update (title_words, notes_words) on app.tasks to typedo_writer;

comment on index app.tasks_siblings is 'the parts of a task by hand-made position, and the foreign key to their parent';
comment on index app.tasks_top_level is 'tasks that are no part of another, by hand-made position';
comment on index app.tasks_without_words is 'tasks that the migration has to index yet; empty otherwise';
comment on index auth.apikey_user is 'the keys of a user, and the foreign key';
comment on index auth.apikey_key is 'the key that was sent, by its hash';
comment on index app.idempotency_expired is 'keys to clear away (app.sweep_idempotency)';
