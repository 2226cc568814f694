import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "./database.js";
import { createTestDatabase } from "./testing.js";
import { openRelay } from "./testing/relay.js";
import { transact } from "./transaction.js";

test("where one connection gives no answer, those that were idle all the while are not lent to anybody", async () => {
  const testDatabase = await createTestDatabase();
  const relay = await openRelay(testDatabase.app);
  const database = openDatabase(relay.login, { poolSize: 3 });
  const ask = async () =>
    database.lend((connection) =>
      transact(connection, { readOnly: true, seconds: 1.1 }, async (transaction) =>
        transaction.select({ one: sql<number>`1` }).from(sql`(values (1)) as one`),
      ),
    );
  try {
    await Promise.all([ask(), ask(), ask()]);
    expect(database.pool()).toMatchObject({ idle: 3 });
    // Those that are open; who connects from now on is heard.
    relay.fallSilent();
    await expect(ask()).rejects.toMatchObject({ reason: "no-answer" });
    for (let call = 0; call < 5; call += 1) await ask();
    expect(relay.connected).toBe(4);
    expect(database.pool().ended.get("no-answer")).toBe(3);
  } finally {
    await database.close();
    await testDatabase.close();
  }
});
