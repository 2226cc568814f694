import { openAuthDatabase, type AuthDatabase } from "@typedo/db";
import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore, type PostgresStore } from "./postgres-store.js";
import { storePromises } from "./testing/store-promises.js";

let database: TestDatabase;
let pools: AuthDatabase[];
let one: PostgresStore;
let other: PostgresStore;

beforeAll(async () => {
  database = await createTestDatabase();
  pools = [openAuthDatabase(database.auth, { poolSize: 2 }), openAuthDatabase(database.auth, { poolSize: 2 })];
  const [first, second] = pools.map(openPostgresStore);
  if (!first || !second) throw new Error("there are two");
  one = first;
  other = second;
});

afterAll(async () => {
  for (const pool of pools) await pool.close();
  await database.close();
});

test.for(Object.entries(storePromises))("PostgreSQL %s", async ([, keepsIt]) => {
  await keepsIt([one, other]);
});

/** As if the key's window had begun earlier. */
async function endWindow(key: string): Promise<void> {
  await ownerClient(database)`
    update limits.budget set expire = floor(extract(epoch from now()) * 1000) where key = ${key}`;
}

test("a budget whose window is over is whole again", async () => {
  await one.take("over", 10, 10);
  await endWindow("over");
  const grant = await other.take("over", 4, 10);
  expect(grant).toMatchObject({ granted: 4, left: 6 });
  expect(grant.msLeft).toBeGreaterThan(0);
});

test("a clock that was set back by a day refuses nobody for a day", async () => {
  await one.take("set back", 10, 10);
  await ownerClient(database)`update limits.budget set expire = expire + 24 * 3600 * 1000 where key = 'set back'`;
  const grant = await other.take("set back", 4, 10);
  expect(grant).toMatchObject({ granted: 4, left: 6 });
  expect(grant.msLeft).toBeLessThanOrEqual(60_000);
});

test("what is over is cleared away, and what is not stays", async () => {
  const keys = async () => {
    const rows = await ownerClient(database)<{ key: string }[]>`select key from limits.budget where key like 'clear%'`;
    return rows.map(({ key }) => key);
  };
  await one.take("clear: over", 1, 10);
  await one.take("clear: not over", 1, 10);
  await endWindow("clear: over");
  await Promise.all([one.clear(), other.clear()]);
  expect(await keys()).toEqual(["clear: not over"]);
});

test("more than one transaction's worth is cleared away", async () => {
  const client = ownerClient(database);
  await client`insert into limits.budget (key, points, expire) select 'heap ' || n, 1, 0 from generate_series(1, 10500) n`;
  await one.clear();
  expect(await client`select from limits.budget where expire = 0`).toHaveLength(0);
});
