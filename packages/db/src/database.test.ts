import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { checkServing } from "./check-serving.js";
import { type Database, openDatabase } from "./database.js";
import { createTestDatabase } from "./testing.js";
import { openAll } from "./testing/open-all.js";
import { openRelay } from "./testing/relay.js";
import { transact } from "./transaction.js";

/** Milliseconds: more than a busy machine takes. */
const PATIENCE = 60_000;

const ask = async (database: Database, seconds = PATIENCE / 1000) =>
  database.lend((connection) =>
    transact(connection, { readOnly: true, seconds }, async (transaction) =>
      transaction.select({ one: sql<number>`1` }).from(sql`(values (1)) as one`),
    ),
  );

test("a program that starts waits longer for its first connection than users do for theirs", async () => {
  const testDatabase = await createTestDatabase();
  const relay = await openRelay(testDatabase.app);
  const database = openDatabase(relay.login, { poolSize: 1 });
  try {
    relay.holdBack(1500);
    await expect(ask(database)).rejects.toMatchObject({ reason: "pool-exhausted" });
    const starting = openDatabase(relay.login, { poolSize: 1 });
    await checkServing(starting);
    await starting.close();
  } finally {
    await database.close();
    await testDatabase.close();
  }
});

test("where one connection gives no answer, those that were idle all the while are not lent to anybody", async () => {
  const testDatabase = await createTestDatabase();
  const relay = await openRelay(testDatabase.app);
  const database = openDatabase(relay.login, { poolSize: 3, acquireTimeout: PATIENCE });
  try {
    await openAll(database.lend, 3);
    expect(database.pool()).toMatchObject({ idle: 3 });
    // Those that are open; who connects from now on is heard.
    relay.fallSilent();
    await expect(ask(database, 1.1)).rejects.toMatchObject({ reason: "no-answer" });
    for (let call = 0; call < 5; call += 1) await ask(database);
    expect(relay.connected).toBe(4);
    expect(database.pool().ended.get("no-answer")).toBe(3);
  } finally {
    await database.close();
    await testDatabase.close();
  }
});

test("where PostgreSQL says itself that a statement took too long, those that were idle are as good as before", async () => {
  const testDatabase = await createTestDatabase();
  const relay = await openRelay(testDatabase.app);
  const database = openDatabase(relay.login, { poolSize: 3, acquireTimeout: PATIENCE });
  const opening = { statement: "select set_config('statement_timeout', '1100ms', true)" };
  try {
    await openAll(database.lend, 3);
    const slow = database.lend((connection) =>
      transact(connection, { readOnly: true, opening }, async (transaction) =>
        transaction.select({ slept: sql`pg_sleep(4)` }).from(sql`(values (1)) as one`),
      ),
    );
    await expect(slow).rejects.toMatchObject({ reason: "refused", cause: { sqlState: "57014" } });
    await Promise.all([ask(database), ask(database)]);
    expect(relay.connected).toBe(3);
    expect(database.pool().ended.has("no-answer")).toBe(false);
  } finally {
    await database.close();
    await testDatabase.close();
  }
});
