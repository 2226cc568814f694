import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser } from "../as-user.js";
import { type Database, openDatabase } from "../database.js";
import type { Principal } from "../principal.js";
import { tasks } from "../schema/tasks.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";
import { addUser } from "../testing/users.js";

let testDatabase: TestDatabase;
let database: Database;
let ada: Principal;
const hidden = randomUUID();

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.app, { poolSize: 1 });
  const owner = ownerClient(testDatabase);
  ada = await addUser(owner, "ada");
  await addUser(owner, "bob");
  await owner.begin(async (transaction) => {
    await transaction`select set_config('app.user_id', 'bob', true)`;
    await transaction`insert into app.tasks (user_id, id, title) values ('bob', ${hidden}, 'Bob''s own')`;
  });
});

afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

const withPredicate = () =>
  asUser(database, ada, (transaction) => transaction.select().from(tasks).where(eq(tasks.userId, ada.userId)));
const withoutPredicate = () => asUser(database, ada, (transaction) => transaction.select().from(tasks));

/** The other wall, taken down for as long as `work` takes. */
async function withoutPolicy<T>(work: () => Promise<T>): Promise<T> {
  const owner = ownerClient(testDatabase);
  await owner.unsafe("alter table app.tasks disable row level security");
  try {
    return await work();
  } finally {
    await owner.unsafe("alter table app.tasks enable row level security");
  }
}

test("without the predicate, the policy holds", async () => {
  expect(await withoutPredicate()).toEqual([]);
});

test("without the policy, the predicate holds", async () => {
  expect(await withoutPolicy(withPredicate)).toEqual([]);
});

test("without both, the hidden row is seen: each of the two was what kept it", async () => {
  expect(await withoutPolicy(withoutPredicate)).toMatchObject([{ id: hidden, userId: "bob" }]);
});
