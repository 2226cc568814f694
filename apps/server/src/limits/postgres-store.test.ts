import { openAuthDatabase, type AuthDatabase } from "@typedo/db";
import { createTestDatabase, openAll, ownerClient, type TestDatabase } from "@typedo/db/testing";
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

test("a window that was opened by who began later, and came first, stays open", async () => {
  const owner = ownerClient(database);
  const opensNow = owner`floor(extract(epoch from clock_timestamp()) * 1000) + 60000`;
  const waits = () => owner`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const { taken } = await owner.begin(async (transaction) => {
    await transaction`insert into limits.budget (key, points, expire) values ('later', 10, ${opensNow})`;
    const waiting = one.take("later", 4, 10);
    while ((await waits()).length === 0);
    await transaction`update limits.budget set expire = ${opensNow} where key = 'later'`;
    return { taken: waiting };
  });
  expect(await taken).toMatchObject({ granted: 0, left: 0 });
});

test("many who come at once, by many connections, get no more than there is of a budget that nobody had", async () => {
  const many = Array.from({ length: 4 }, () => openAuthDatabase(database.auth, { poolSize: 4 }));
  try {
    for (const pool of many) await openAll(pool.transaction, 4);
    const stores = many.map(openPostgresStore);
    for (let round = 0; round < 30; round += 1) {
      const takes = Array.from({ length: 4 }, () => stores.map((store) => store.take(`fresh ${round}`, 1, 10))).flat();
      const grants = await Promise.all(takes);
      expect(grants.reduce((sum, { granted }) => sum + granted, 0)).toBe(10);
    }
  } finally {
    for (const pool of many) await pool.close();
  }
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
