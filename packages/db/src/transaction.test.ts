import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asUser, asWritingUser } from "./as-user.js";
import { type Database, openDatabase } from "./database.js";
import type { Principal } from "./principal.js";
import { tasks } from "./schema/tasks.js";
import { openTwoUsers, type TwoUsers } from "./testing/two-users.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;
let bob: Principal;

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 1 });
  ({ database, ada, bob } = users);
});

afterAll(async () => {
  await users.close();
});

const newTask = (userId: string, id = randomUUID()) => ({ userId, id, title: "A task" });

async function isStored(id: string): Promise<boolean> {
  return (await users.owner`select from app.tasks where id = ${id}`).length > 0;
}

describe("nothing is stored", () => {
  test("by work that throws after it wrote", async () => {
    const row = newTask("ada");
    const attempt = asWritingUser(database, ada, async (transaction) => {
      await transaction.insert(tasks).values(row);
      throw new Error("changed my mind");
    });
    await expect(attempt).rejects.toThrow("changed my mind");
    expect(await isStored(row.id)).toBe(false);
  });

  test("by work that swallows a failed statement: what says COMMIT was rolled back, and that is told", async () => {
    const row = newTask("ada");
    const attempt = asWritingUser(database, ada, async (transaction) => {
      await transaction.insert(tasks).values(row);
      await transaction
        .insert(tasks)
        .values({ ...newTask("ada"), title: "" })
        .catch(() => {});
    });
    await expect(attempt).rejects.toThrow("was rolled back");
    expect(await isStored(row.id)).toBe(false);
  });

  test("by a statement that nobody awaited: it is refused, and does not run in the next user's transaction", async () => {
    const late = newTask("ada");
    let straggler: Promise<unknown> | undefined;
    await asWritingUser(database, ada, async (transaction) => {
      await transaction.select().from(tasks);
      straggler = new Promise((resolve) => setImmediate(resolve)).then(() => transaction.insert(tasks).values(late));
      straggler.catch(() => {});
    });
    await asUser(database, bob, (transaction) => transaction.select().from(tasks));
    await expect(straggler).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringContaining("The transaction is over") }),
    });
    expect(await isStored(late.id)).toBe(false);
  });
});

describe("the connection is lent on only when it is clean", () => {
  test("after a refused statement it serves the next user", async () => {
    await expect(
      asWritingUser(database, ada, (transaction) => transaction.insert(tasks).values({ ...newTask("ada"), title: "" })),
    ).rejects.toMatchObject({
      constraint: "tasks_title_length",
    });
    expect(await asUser(database, bob, (transaction) => transaction.select().from(tasks))).toEqual([]);
  });

  test("a statement that takes too long is given up, and its connection with it", async () => {
    const slow = asUser(database, ada, (transaction) =>
      transaction.select({ slept: sql`pg_sleep(30)` }).from(sql`(values (1)) as one`),
    );
    await expect(slow).rejects.toMatchObject({ name: "DatabaseUnavailableError" });
    expect(await asUser(database, bob, (transaction) => transaction.select().from(tasks))).toEqual([]);
  });
});

test("whoever finds no connection free in time is told so, and nobody waits for ever", async () => {
  const small = openDatabase(users.testDatabase.app, { poolSize: 1 });
  let letGo: () => void = () => {};
  const occupying = small.lend(() => new Promise<void>((resolve) => (letGo = resolve)));
  await expect.poll(() => small.pool().lent).toBe(1);
  const waiting = Array.from({ length: 5 }, () =>
    asUser(small, bob, (transaction) => transaction.select().from(tasks)),
  );
  for (const attempt of await Promise.allSettled(waiting)) {
    expect(attempt).toMatchObject({
      status: "rejected",
      reason: { name: "DatabaseUnavailableError", reason: "pool-exhausted" },
    });
  }
  letGo();
  await occupying;
  await small.close();
});

test("a server that is not there is told as such", async () => {
  const nowhere = openDatabase({ url: "postgres://typedo_app@127.0.0.1:1/typedo" }, { poolSize: 1 });
  await expect(asUser(nowhere, ada, (transaction) => transaction.select().from(tasks))).rejects.toMatchObject({
    name: "DatabaseUnavailableError",
  });
  await nowhere.close();
});

test("an error of the database holds nothing of the row", async () => {
  const attempt = asWritingUser(database, ada, (transaction) =>
    transaction.insert(tasks).values({ ...newTask("ada"), notes: "s3cret ".repeat(4000) }),
  );
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "DatabaseError", constraint: "tasks_notes_length" });
  expect(error instanceof Error ? `${error.message}${error.stack}${String(error.cause)}` : "s3cret").not.toContain(
    "s3cret",
  );
});

test("what was committed can be read by the next transaction", async () => {
  const row = newTask("ada");
  await asWritingUser(database, ada, (transaction) => transaction.insert(tasks).values(row));
  expect(
    await asUser(database, ada, (transaction) => transaction.select().from(tasks).where(eq(tasks.id, row.id))),
  ).toHaveLength(1);
});

test("a change that may take longer is given that by the server too, for itself alone", async () => {
  const limit = async (seconds?: number) =>
    asWritingUser(
      database,
      ada,
      async (transaction) => {
        const rows = await transaction
          .select({ limit: sql<string>`current_setting('statement_timeout')` })
          .from(sql`(values (1)) as one`);
        return rows[0]?.limit;
      },
      { seconds },
    );
  expect([await limit(60), await limit()]).toEqual(["1min", "5s"]);
  const sleeping = asWritingUser(
    database,
    ada,
    (transaction) => transaction.select({ slept: sql`pg_sleep(30)` }).from(sql`(values (1)) as one`),
    { seconds: 1 },
  );
  await expect(sleeping).rejects.toMatchObject({ name: "DatabaseUnavailableError" });
});
