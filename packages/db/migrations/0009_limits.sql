-- What is left of each limit, shared by all servers. Nothing here is worth a crash's recovery, so the log is spared it.
create schema limits;
create unlogged table limits.budget (
  key varchar(255) primary key,
  points integer not null default 0,
  -- Milliseconds since 1970; null: never.
  expire bigint
);
create index budget_expire on limits.budget (expire);
comment on index limits.budget_expire is 'budgets to clear away';

grant usage on schema limits to typedo_auth;
grant select, insert, update, delete on limits.budget to typedo_auth;
-- Tables of schema `auth` that came after its first grants.
grant select, insert, update, delete on all tables in schema auth to typedo_auth;
