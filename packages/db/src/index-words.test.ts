import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser, asWritingUser } from "./as-user.js";
import { type Database, openDatabase } from "./database.js";
import { migrate } from "./migrate.js";
import type { Principal } from "./principal.js";
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

test("tasks of a version that knew of no words are found after the next migration, and are not changed by it", async () => {
  const owner = ownerClient(testDatabase);
  const ada = await addUser(owner, "ada");
  const rows = Array.from({ length: 1500 }, (_, index) => ({
    userId: "ada",
    id: randomUUID(),
    title: `Task ${index}`,
    notes: index % 2 === 0 ? null : 'with "notes" and \\ more',
  }));
  await asWritingUser(database, ada, (transaction) => transaction.insert(tasks).values(rows), { seconds: 60 });
  const stateOf = async () => owner`select id, version, seq, updated_at from app.tasks order by id`;
  const before = await stateOf();
  expect(await find("task")).toBe(0);

  await migrate(testDatabase);
  expect([await find("task"), await find("task", "notes"), await find("1499")]).toEqual([1500, 750, 1]);
  expect(await stateOf()).toEqual(before);
  const [forced] = await owner`select relforcerowsecurity as forced, (select count(*)::int from pg_trigger
    where tgrelid = c.oid and tgenabled = 'D') as disabled from pg_class c where oid = 'app.tasks'::regclass`;
  expect(forced).toEqual({ forced: true, disabled: 0 });
  expect(await asUser(database, ada, (transaction) => transaction.select().from(tasks))).toHaveLength(1500);
});

test.each([
  [
    "text without spaces",
    "0014_search_pairs",
    ["ประชุมทีมงาน", "Tokyo: 東京タワー", "ワ", "မင်္ဂလာပါ"],
    "Plain naïve Straße 🎉 αβγ 한국어",
  ],
  [
    "text with flags and forms of emoji",
    "0021_words_of_emoji",
    ["Trip 🇩🇪", "⚠\ufe0fUrgent", "1\ufe0f\u20e3"],
    "Plain 🎉 ⚠ 東京",
  ],
])("%s that an older version has split otherwise is found after migration %s", async (_what, name, titles, other) => {
  const owner = ownerClient(testDatabase);
  const all = [...titles, other];
  const rows = all.map((title) => ({ userId: "ada", id: randomUUID(), title, notes: null }));
  const ada: Principal = { userId: "ada", scopes: ["tasks:read", "tasks:write"] };
  await asWritingUser(database, ada, (transaction) => transaction.insert(tasks).values(rows));
  const words = async () => owner`select title, title_words::text as words from app.tasks
    where title = any(${all}) order by array_position(${all}::text[], title)`;
  await owner.unsafe("alter table app.tasks disable trigger user, no force row level security");
  await owner`update app.tasks set title_words = 'old' where title = any(${all})`;
  await owner.unsafe("alter table app.tasks enable trigger user, force row level security");
  const migration = await readFile(new URL(`../migrations/${name}.sql`, import.meta.url), "utf8");
  await owner.begin((transaction) => transaction.unsafe(migration));
  expect((await words()).map(({ words: stored }) => stored)).toEqual([...titles.map(() => null), "'old'"]);
});
