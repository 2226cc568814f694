import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { type AuthDatabase, openAuthDatabase } from "./auth-database.js";
import { translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";
import { user } from "./schema/auth.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";
import { openRelay } from "./testing/relay.js";
import { addUser } from "./testing/users.js";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await addUser(ownerClient(testDatabase), "ada");
});

afterAll(async () => {
  await testDatabase.close();
});

function open({ onTestFinished }: TestContext, login: DatabaseLogin = testDatabase.auth): AuthDatabase {
  const database = openAuthDatabase(login, { poolSize: 1 });
  onTestFinished(async () => database.close());
  return database;
}

/** Why it could not be done. */
async function failureOf(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return translateDatabaseError(error);
  }
  throw new Error("It was done");
}

const setting = sql<string>`current_setting('statement_timeout')`;
const one = sql`(values (1)) as one`;

describe.concurrent("a statement by itself", () => {
  test("that is never answered is given up, and the next has another connection", async (it) => {
    const relay = await openRelay(testDatabase.auth, it.onTestFinished);
    const database = open(it, relay.login);
    const find = database.select({ id: user.id }).from(user);
    expect(await find).toEqual([{ id: "ada" }]);
    relay.fallSilent();
    expect(await failureOf(find)).toMatchObject({ name: "DatabaseUnavailableError", reason: "no-answer" });
    expect(await find).toEqual([{ id: "ada" }]);
  });

  test("that would have changed something may have done so", async (it) => {
    const relay = await openRelay(testDatabase.auth, it.onTestFinished);
    const database = open(it, relay.login);
    await database.select({ id: user.id }).from(user);
    relay.fallSilent();
    const rename = database.update(user).set({ name: "Ada" }).where(eq(user.id, "ada"));
    expect(await failureOf(rename)).toMatchObject({ reason: "outcome-unknown" });
  });

  test("that PostgreSQL refuses leaves the connection to the next", async (it) => {
    const database = open(it);
    const backend = database.select({ pid: sql<number>`pg_backend_pid()` }).from(one);
    const [before] = await backend;
    const attempt = database.insert(user).values({ id: "ada", name: "Ada", email: "another@example.com" });
    expect(await failureOf(attempt)).toMatchObject({ name: "DatabaseError", sqlState: "23505" });
    expect(await backend).toEqual([before]);
  });
});

describe.concurrent("a transaction", () => {
  test("may take as long as it is given, by the server's limit too", async (it) => {
    const slept = await open(it).transaction(
      async (transaction) => {
        const [limit] = await transaction.select({ setting }).from(one);
        await transaction.select({ slept: sql`pg_sleep(5.5)` }).from(one);
        return limit;
      },
      { seconds: 60 },
    );
    expect(slept).toEqual({ setting: "1min" });
  });

  test("is ended when that is over", async (it) => {
    const sleeping = open(it).transaction(
      async (transaction) => transaction.select({ slept: sql`pg_sleep(20)` }).from(one),
      { seconds: 1 },
    );
    expect(await failureOf(sleeping)).toMatchObject({ name: "DatabaseUnavailableError" });
  });

  test("gives its limit to no other", async (it) => {
    const database = open(it);
    await database.transaction(async (transaction) => transaction.select({ setting }).from(one), { seconds: 60 });
    expect(await database.select({ setting }).from(one)).toEqual([{ setting: "5s" }]);
    const usual = database.transaction(async (transaction) => transaction.select({ setting }).from(one));
    expect(await usual).toEqual([{ setting: "5s" }]);
  });
});
