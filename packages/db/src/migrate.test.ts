import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asUser, asWritingUser } from "./as-user.js";
import { checkServing } from "./check-serving.js";
import { openDatabase } from "./database.js";
import { type DatabaseLogin, deriveLogin } from "./login.js";
import { migrate } from "./migrate.js";
import { tasks } from "./schema/tasks.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";
import { addUser } from "./testing/users.js";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  await testDatabase.close();
});

/** The test database's login, as another user of its server. */
function loginAs(user: string, password: string): DatabaseLogin {
  const url = new URL(testDatabase.owner.url);
  url.username = user;
  url.password = password;
  return { ...testDatabase.owner, url: url.href };
}

describe("an owner who is no superuser", () => {
  test("needs no more than to create roles, and schemas in this database", async () => {
    const name = `owner_${randomUUID().slice(0, 8)}`;
    const client = ownerClient(testDatabase);
    // The roles of this cluster are others' already; what a fresh cluster lets its owner do is tried by its admin option.
    await client.unsafe(`create role ${name} login createrole password 'p'`);
    await client.unsafe(
      `grant typedo_app, typedo_auth, typedo_reader, typedo_writer, typedo_search, typedo_seq, typedo_sweep to ${name} with admin option`,
    );
    await client.unsafe("drop schema app, auth, limits, typedo cascade");
    const database = new URL(testDatabase.owner.url).pathname.slice(1);
    await client.unsafe(`grant create on database ${database} to ${name}`);
    try {
      const owner = loginAs(name, "p");
      const app = deriveLogin(testDatabase.owner, "typedo_app");
      await migrate({ owner, app, auth: deriveLogin(testDatabase.owner, "typedo_auth") });

      const pool = openDatabase(app, { poolSize: 1 });
      await checkServing(pool);
      const ada = await addUser(client, "ada");
      const bob = await addUser(client, "bob");
      await asWritingUser(pool, ada, (transaction) =>
        transaction.insert(tasks).values({ userId: "ada", id: randomUUID(), title: "Mine" }),
      );
      expect(await asUser(pool, ada, (transaction) => transaction.select().from(tasks))).toHaveLength(1);
      expect(await asUser(pool, bob, (transaction) => transaction.select().from(tasks))).toEqual([]);
      await pool.close();
    } finally {
      await client.unsafe(`drop owned by ${name} cascade`);
      await client.unsafe(`drop role ${name}`);
    }
  });

  test("without those rights is told which ones are missing", async () => {
    const name = `powerless_${randomUUID().slice(0, 8)}`;
    const client = ownerClient(testDatabase);
    await client.unsafe("drop schema if exists app, auth, limits, typedo cascade");
    await client.unsafe(`create role ${name} login password 'p'`);
    try {
      const owner = loginAs(name, "p");
      const attempt = migrate({ owner, app: testDatabase.app, auth: testDatabase.auth });
      await expect(attempt).rejects.toMatchObject({
        message: expect.stringContaining("may not create roles and schemas: give it CREATEROLE"),
        cause: { message: expect.stringContaining("permission denied for database") },
      });
    } finally {
      await client.unsafe(`drop role ${name}`);
    }
  });
});

test("a serving login to a database that was never migrated is told what to do", async () => {
  await ownerClient(testDatabase).unsafe("drop schema if exists app, auth, limits, typedo cascade");
  const pool = openDatabase(testDatabase.app, { poolSize: 1 });
  await expect(checkServing(pool)).rejects.toThrow("run pnpm db:migrate");
  await pool.close();
});

test("databases of one cluster, which share its roles, can be migrated at the same moment", async () => {
  const databases = await Promise.all([1, 2, 3].map(() => createTestDatabase()));
  const patience = { wait: 1000, pause: 10, attempts: 100 };
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(databases.map((database) => migrate(database, patience)));
  }
  for (const database of databases) await database.close();
});
