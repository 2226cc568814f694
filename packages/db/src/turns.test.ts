import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { asUser, asWritingUser } from "./as-user.js";
import { openAuthDatabase } from "./auth-database.js";
import { type Database, openDatabase } from "./database.js";
import type { Principal } from "./principal.js";
import { openAll } from "./testing/open-all.js";
import { addUser } from "./testing/users.js";
import { openTwoUsers, type TwoUsers } from "./testing/two-users.js";
import { openTurns } from "./turns.js";

const SOON = { timeout: 20_000, interval: 5 };

const ONE = sql`(values (1)) as one`;

let users: TwoUsers;
let database: Database;
let ada: Principal;
let bob: Principal;
let carol: Principal;

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 4, acquireTimeout: 1000 });
  ({ database, ada, bob } = users);
  carol = await addUser(users.owner, "carol");
  await openAll(database.lend, 4);
});

afterAll(async () => {
  await users.close();
});

const change = async (person: Principal, seconds: number, mayTake?: number) =>
  asWritingUser(
    database,
    person,
    async (transaction) => transaction.select({ slept: sql`pg_sleep(${seconds})::text` }).from(ONE),
    {
      seconds: mayTake,
    },
  ).then(
    () => "done",
    () => "refused",
  );

const read = async (person: Principal) =>
  asUser(database, person, async (transaction) => transaction.select({ one: sql`1` }).from(ONE)).then(
    () => "read",
    () => "refused",
  );

/** Until so many connections are at work. */
const lent = async (of: Pick<Database, "pool">, count: number) =>
  vi.waitFor(() => expect(of.pool().lent).toBe(count), SOON);

test("whoever sends many changes at once leaves connections for everybody else", async () => {
  const many = Array.from({ length: 12 }, async () => change(ada, 2.5));
  await lent(database, 2);
  expect(await Promise.all([read(bob), change(bob, 0), read(ada)])).toEqual(["read", "done", "read"]);
  const outcomes = await Promise.all(many);
  expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(2);
});

test("whoever reads much at once leaves connections for everybody else, too", async () => {
  const wide = openDatabase(users.testDatabase.app, { poolSize: 6 });
  try {
    await openAll(wide.lend, 6);
    const slowly = async () =>
      asUser(wide, ada, async (transaction) => transaction.select({ slept: sql`pg_sleep(2)::text` }).from(ONE)).catch(
        () => "refused",
      );
    const many = Array.from({ length: 12 }, slowly);
    await lent(wide, 4);
    await asUser(wide, bob, async (transaction) => transaction.select({ one: sql`1` }).from(ONE));
    expect((await Promise.all(many)).filter((outcome) => outcome !== "refused")).toHaveLength(4);
  } finally {
    await wide.close();
  }
});

test("of changes that may take long a user has one at a time, and all users together have a share", async () => {
  const long = [change(ada, 2.5, 30), change(ada, 2.5, 30), change(bob, 2.5, 30), change(carol, 2.5, 30)];
  await lent(database, 2);
  expect(await Promise.all([read(bob), change(carol, 0)])).toEqual(["read", "done"]);
  expect(await Promise.all(long)).toEqual(["done", "refused", "done", "refused"]);
});

test.each([2, 3, 4, 5])("of %d connections, too, one is left to others", async (poolSize) => {
  const small = openDatabase(users.testDatabase.app, { poolSize });
  try {
    await openAll(small.lend, poolSize);
    const slowly = async () =>
      asUser(small, ada, async (transaction) =>
        transaction.select({ slept: sql`pg_sleep(1.5)::text` }).from(ONE),
      ).catch(() => "refused");
    const many = Array.from({ length: 8 }, slowly);
    await lent(small, Math.min(4, poolSize - 1));
    await asUser(small, bob, async (transaction) => transaction.select({ one: sql`1` }).from(ONE));
    await Promise.all(many);
  } finally {
    await small.close();
  }
});

test("an account that takes long to delete leaves a connection to sign in by", async () => {
  const accounts = openAuthDatabase(users.testDatabase.auth, { poolSize: 2 });
  try {
    await openAll(accounts.transaction, 2);
    const remove = async () =>
      accounts
        .transaction(async (transaction) => transaction.select({ slept: sql`pg_sleep(2.5)::text` }).from(ONE), {
          seconds: 30,
        })
        .then(
          () => "done",
          () => "refused",
        );
    const removals = [remove(), remove(), remove()];
    await lent(accounts, 1);
    await accounts.select({ one: sql`1` }).from(ONE);
    expect(await Promise.all(removals)).toEqual(["done", "refused", "refused"]);
  } finally {
    await accounts.close();
  }
});

test("turns come in the order in which they were asked for", async () => {
  const turns = openTurns(1);
  const order: number[] = [];
  const work = [0, 1, 2, 3].map(async (index) => {
    const leave = await turns.enter("a", 10_000);
    order.push(index);
    await pause(1);
    leave();
  });
  await Promise.all(work);
  expect(order).toEqual([0, 1, 2, 3]);
});

test("a change that failed, or got no connection, is over", async () => {
  const small = openDatabase(users.testDatabase.app, { poolSize: 1, acquireTimeout: 400 });
  try {
    const fails = async () =>
      asWritingUser(small, ada, () => {
        throw new Error("as asked");
      });
    // The first makes the connection, which may take a while.
    await vi.waitFor(async () => expect(fails()).rejects.toThrow("as asked"), SOON);
    for (let time = 0; time < 4; time += 1) await expect(fails()).rejects.toThrow("as asked");
    let letGo: () => void = () => {};
    const holding = small.lend(() => new Promise<void>((resolve) => (letGo = resolve)));
    await lent(small, 1);
    for (let time = 0; time < 4; time += 1) await expect(fails()).rejects.toMatchObject({ reason: "pool-exhausted" });
    letGo();
    await holding;
    await expect(fails()).rejects.toThrow("as asked");
  } finally {
    await small.close();
  }
});

test("who gives up waiting gets no turn any more, and holds nobody up", async () => {
  const turns = openTurns(1);
  const leave = await turns.enter("a", 20);
  await expect(turns.enter("a", 20)).rejects.toMatchObject({ reason: "pool-exhausted" });
  leave();
  (await turns.enter("a", 20))();
  (await turns.enter("a", 20))();
});
