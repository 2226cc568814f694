import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkServing } from "./check-serving.js";
import { openDatabase } from "./database.js";
import { migrate } from "./migrate.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";

// What a migration means to those who go on meanwhile: servers of another version, and their transactions.

let testDatabase: TestDatabase;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
});

afterEach(async () => {
  await testDatabase.close();
});

const LATER = "insert into typedo.__drizzle_migrations (hash, created_at) values ('a later version', 9000000000000)";
const EARLIER = "delete from typedo.__drizzle_migrations where id = (select max(id) from typedo.__drizzle_migrations)";

async function check(): Promise<string> {
  const database = openDatabase(testDatabase.app, { poolSize: 1 });
  try {
    return await checkServing(database);
  } finally {
    await database.close();
  }
}

test("a server serves a database that a later version has migrated, and one without its own migrations it refuses", async () => {
  const owner = ownerClient(testDatabase);
  await owner.unsafe(LATER);
  expect(await check()).toMatch(/^\d+\.\d+/);
  await owner.unsafe("delete from typedo.__drizzle_migrations where created_at = 9000000000000");
  await owner.unsafe(EARLIER);
  await expect(check()).rejects.toThrow("has not been migrated to this version: run pnpm db:migrate");
});

test("a version that is started again changes nothing of what a later one has made", async () => {
  const owner = ownerClient(testDatabase);
  // As if the later one had another rule.
  await owner.unsafe("drop policy backup on app.tasks");
  await owner.unsafe(LATER);
  await migrate(testDatabase);
  expect(await owner`select from pg_policies where tablename = 'tasks' and policyname = 'backup'`).toEqual([]);
  // The control: to its own shape it would have brought it.
  await owner.unsafe("delete from typedo.__drizzle_migrations where created_at = 9000000000000");
  await migrate(testDatabase);
  expect(await owner`select from pg_policies where tablename = 'tasks' and policyname = 'backup'`).toHaveLength(1);
});

test("a migration that needs a table in use lets readers by, and is done when it is free", async () => {
  const owner = ownerClient(testDatabase);
  await owner.unsafe("alter table app.tasks no force row level security");
  const reader = await owner.reserve();
  await reader.unsafe("begin; select from app.tasks");
  const migrated = migrate(testDatabase);
  try {
    // It asks for the whole table, and a reader who comes now waits behind it: but not until the first one is done.
    while ((await waiting()) === 0) await pause(10);
    await owner`select from app.tasks`;
  } finally {
    await reader.unsafe("commit");
    reader.release();
  }
  await migrated;
  expect(await owner`select from pg_class where oid = 'app.tasks'::regclass and relforcerowsecurity`).toHaveLength(1);

  async function waiting(): Promise<number> {
    const rows = await owner`
      select from pg_locks where relation = 'app.tasks'::regclass and mode = 'AccessExclusiveLock' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
    return rows.length;
  }
});

test("a migration that gives up tells what it waited for, and is done when it is begun again", async () => {
  const owner = ownerClient(testDatabase);
  await owner.unsafe("drop policy backup on app.tombstones; alter table app.tasks no force row level security");
  const missing = () => owner`select relname from pg_class c where relnamespace = 'app'::regnamespace and relkind = 'r'
    and not (relforcerowsecurity and exists (select from pg_policy where polrelid = c.oid and polname = 'backup'))`;
  await owner.begin(async (reader) => {
    await reader`select from app.tasks`;
    await expect(migrate(testDatabase, { wait: 20, pause: 0, attempts: 2 })).rejects.toMatchObject({
      name: "DatabaseSetupError",
      cause: { code: "55P03", where: expect.stringContaining("alter table app.tasks") },
    });
  });
  expect(await missing()).toHaveLength(2);
  await migrate(testDatabase);
  expect(await missing()).toEqual([]);
});
