import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser, asWritingUser } from "./as-user.js";
import { type Database, openDatabase } from "./database.js";
import { migrate } from "./migrate.js";
import { tasks } from "./schema/tasks.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";
import { addUser } from "./testing/users.js";

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.app, { poolSize: 2 });
});

afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

test("tasks of a version that knew of no words are found after the next migration, and are not changed by it", async () => {
  const owner = ownerClient(testDatabase);
  const ada = await addUser(owner, "ada");
  const rows = Array.from({ length: 1500 }, (_, index) => ({
    userId: "ada",
    id: randomUUID(),
    title: `Task ${index}`,
    notes: index % 2 === 0 ? null : 'with "notes" and \\ more',
  }));
  await asWritingUser(database, ada, (transaction) => transaction.insert(tasks).values(rows));
  const stateOf = async () => owner`select id, version, seq, updated_at from app.tasks order by id`;
  const before = await stateOf();
  const find = async (...words: string[]) =>
    database.lend(async (connection) => {
      await connection.run("begin");
      await connection.run("select set_config('role', 'typedo_reader', true), set_config('app.user_id', 'ada', true)");
      const { rows: found } = await connection.run("select id from app.search_tasks($1::text::text[], '{}', 10000)", [
        `{${words.join(",")}}`,
      ]);
      await connection.run("rollback");
      return found.length;
    });
  expect(await find("task")).toBe(0);

  await migrate(testDatabase);
  expect([await find("task"), await find("task", "notes"), await find("1499")]).toEqual([1500, 750, 1]);
  expect(await stateOf()).toEqual(before);
  const [forced] = await owner`select relforcerowsecurity as forced, (select count(*)::int from pg_trigger
    where tgrelid = c.oid and tgenabled = 'D') as disabled from pg_class c where oid = 'app.tasks'::regclass`;
  expect(forced).toEqual({ forced: true, disabled: 0 });
  expect(await asUser(database, ada, (transaction) => transaction.select().from(tasks))).toHaveLength(1500);
});
