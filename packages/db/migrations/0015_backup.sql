-- A backup sees all rows, under FORCE too, where the owner does not: by a role that reads and nothing else. Nobody is a
-- member of it; the owner becomes it within a transaction that is rolled back (src/backup.ts). Its policies are by rule.
do $$
begin
  create role typedo_backup nologin noinherit;
exception
  when duplicate_object or unique_violation then null;
end $$;

grant usage on schema app to typedo_backup;
