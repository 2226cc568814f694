import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../database.js";
import { checkServing } from "../check-serving.js";
import { migrate, MIGRATIONS } from "../migrate.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  await testDatabase.close();
});

/** Tables of `app` that lack something of what isolates their users, as the catalogue tells. */
async function unprotectedTables(): Promise<string[]> {
  const rows = await ownerClient(testDatabase)<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and not (
      c.relrowsecurity and c.relforcerowsecurity
      and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_rows_read' and p.polcmd = 'r'
        and pg_get_expr(p.polqual, c.oid) = ${"(user_id = ( SELECT app.me() AS me))"})
      and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_rows_write' and p.polcmd = '*'
        and pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid)
        and pg_get_expr(p.polqual, c.oid) = ${"(user_id = ( SELECT app.me() AS me))"})
    ) order by 1`;
  return rows.map((row) => row.name);
}

const byRule = () => readFile(`${MIGRATIONS}/by-rule.sql`, "utf8");

test("every table of users' rows is protected", async () => {
  const [{ count } = { count: 0 }] = await ownerClient(testDatabase)<{ count: number }[]>`
    select count(*)::int as count from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')`;
  expect(count).toBeGreaterThanOrEqual(3);
  expect(await unprotectedTables()).toEqual([]);
});

test("a table that forgets is seen, refused by the server, and protected by the rule", async () => {
  const owner = ownerClient(testDatabase);
  await owner.unsafe("create table app.forgotten (user_id text not null, note text)");
  expect(await unprotectedTables()).toEqual(["forgotten"]);

  const database = openDatabase(testDatabase.app, { poolSize: 1 });
  await expect(checkServing(database)).rejects.toThrow(/Without row-level security: forgotten/);
  await owner.unsafe(await byRule());
  expect(await unprotectedTables()).toEqual([]);
  await checkServing(database);
  await database.close();
  await owner.unsafe("drop table app.forgotten");
});

test("no other policy lets anybody see a row, but for three roles that nobody can become", async () => {
  const rows = await ownerClient(testDatabase)`
    select p.polrelid::regclass::text || ' ' || p.polname || ' ' || p.polroles::regrole[]::text || ' ' || p.polcmd::text as policy
    from pg_policy p where p.polname not in ('own_rows_read', 'own_rows_write') order by 1`;
  expect(rows.map((row) => row["policy"])).toEqual([
    "app.idempotency backup {typedo_backup} r",
    "app.idempotency expired {typedo_sweep} *",
    "app.tasks backup {typedo_backup} r",
    "app.tasks search {typedo_search} r",
    "app.tombstones backup {typedo_backup} r",
    "app.user_state backup {typedo_backup} r",
  ]);
});

test("a table of nobody's rows can't be added to the users' schema", async () => {
  const owner = ownerClient(testDatabase);
  await owner.unsafe("create table app.nobodys (note text)");
  await expect(owner.unsafe(await byRule())).rejects.toThrow(/nobodys of schema app has no "user_id/);
  await owner.unsafe("drop table app.nobodys");
});

test("every key and foreign key between users' tables is led by the user", async () => {
  const rows = await ownerClient(testDatabase)`
    select c.conname from pg_constraint c
    where c.connamespace = 'app'::regnamespace and c.contype in ('p', 'u', 'f')
      and (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) <> 'user_id'`;
  expect(rows).toEqual([]);
});

test("every index says which query it serves", async () => {
  const rows = await ownerClient(testDatabase)`
    select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid
    where i.relnamespace = 'app'::regnamespace and not x.indisprimary and obj_description(i.oid, 'pg_class') is null`;
  expect(rows).toEqual([]);
});

test("no serving role is a superuser, bypasses a policy, owns a table or inherits", async () => {
  const rows = await ownerClient(testDatabase)`
    select rolname from pg_roles r where rolname like 'typedo\\_%' and (rolsuper or rolbypassrls or rolinherit or rolcreaterole
      or rolcreatedb or exists (select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')))`;
  expect(rows).toEqual([]);
});

test("nobody is a member of the roles that are none's to become", async () => {
  const rows = await ownerClient(testDatabase)`
    select m.member::regrole::text from pg_auth_members m
    where m.roleid in ('typedo_seq'::regrole, 'typedo_search'::regrole, 'typedo_sweep'::regrole, 'typedo_backup'::regrole)
      and m.member in (select oid from pg_roles where rolname like 'typedo\\_%')`;
  expect(rows).toEqual([]);
});

test("a login that bypasses everything is refused to serve", async () => {
  const database = openDatabase(testDatabase.owner, { poolSize: 1 });
  await expect(checkServing(database)).rejects.toThrow(/bypasses row-level security or owns the tables/);
  await database.close();
});

test("a login that may become one who bypasses a policy is refused to serve", async () => {
  const owner = ownerClient(testDatabase);
  const [login, careless] = [`test_login_${process.pid}`, `test_careless_${process.pid}`];
  await owner.unsafe(`create role ${careless} nologin bypassrls`);
  await owner.unsafe(`create role ${login} login in role typedo_app, ${careless}`);
  const url = new URL(testDatabase.app.url);
  url.username = login;
  const database = openDatabase({ ...testDatabase.app, url: url.href }, { poolSize: 1 });
  try {
    await expect(checkServing(database)).rejects.toThrow(`${login} may become ${careless}, past row-level security`);
    await owner.unsafe(`alter role ${careless} nobypassrls`);
    await checkServing(database);
  } finally {
    await database.close();
    await owner.unsafe(`drop role ${login}, ${careless}`);
  }
});

test("migrating again, even twice at once, changes nothing", async () => {
  const state = async () => ownerClient(testDatabase)`
    select count(*)::int as migrations, (select count(*)::int from pg_policy) as policies, (select count(*)::int from pg_trigger) as triggers
    from typedo.__drizzle_migrations`;
  const before = await state();
  await Promise.all([migrate(testDatabase), migrate(testDatabase)]);
  expect(await state()).toEqual(before);
});
