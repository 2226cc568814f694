-- A transaction whose answers get lost is given up after 5 s, over a wire that may never tell PostgreSQL so: it ends by itself
-- before that, so that whoever asks again does not wait for what it has locked.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['typedo_app', 'typedo_auth'] loop
    execute format('alter role %I set idle_in_transaction_session_timeout = ''4s''', role_name);
  end loop;
end $$;
