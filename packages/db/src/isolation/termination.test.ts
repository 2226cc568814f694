import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asUser, asWritingUser, asWritingUserAtOnce, type WriteTransaction } from "../as-user.js";
import type { Database } from "../database.js";
import type { Principal } from "../principal.js";
import { tasks } from "../schema/tasks.js";
import { openTwoUsers, type TwoUsers } from "../testing/two-users.js";

/** One connection: whoever waits gets the very one that the other lost. */
let users: TwoUsers;
let database: Database;
let ada: Principal;
let bob: Principal;
const bobsTask = randomUUID();

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 1 });
  ({ database, ada, bob } = users);
  await asWritingUser(database, bob, (transaction) => insert(transaction, bob, bobsTask));
});

afterAll(async () => {
  await users.close();
});

const insert = (transaction: WriteTransaction, of: Principal, id: string) =>
  transaction
    .insert(tasks)
    .values({ userId: of.userId, id, title: `of ${of.userId}` })
    .returning({ id: tasks.id });

const backend = async (transaction: WriteTransaction) => {
  const [row] = await transaction.select({ pid: sql<number>`pg_backend_pid()` }).from(sql`(values (1)) as one`);
  return row?.pid;
};

/** Ends the backends of the pool's login, and waits until they are gone. */
async function terminate(): Promise<void> {
  await users.owner`
    select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'typedo_app' and datname = current_database()`;
}

/** Waits for a connection of the same pool, and reads and writes as Bob. */
async function bobWaits() {
  return asWritingUser(database, bob, async (transaction) => {
    const id = randomUUID();
    await insert(transaction, bob, id);
    const seen = await transaction.select({ of: tasks.userId }).from(tasks);
    return { id, of: new Set(seen.map((row) => row.of)) };
  });
}

async function storedFor(id: string) {
  const rows = await users.owner`select user_id from app.tasks where id = ${id}`;
  return rows.map((row) => row["user_id"]);
}

const steps: Record<string, (transaction: WriteTransaction, id: string) => Promise<unknown>> = {
  "before its first statement": async (transaction, id) => {
    await terminate();
    return insert(transaction, ada, id);
  },
  "after a read": async (transaction, id) => {
    await transaction.select().from(tasks);
    await terminate();
    return insert(transaction, ada, id);
  },
  "after a write, before COMMIT": async (transaction, id) => {
    await insert(transaction, ada, id);
    await terminate();
  },
  "while a statement runs": async (transaction, id) => {
    await insert(transaction, ada, id);
    const sleeping = transaction.select({ slept: sql`pg_sleep(4)` }).from(sql`(values (1)) as one`);
    await Promise.all([sleeping, untilAsleep().then(terminate)]);
  },
  "between statements, of which the later ones were sent without waiting": async (transaction, id) => {
    await insert(transaction, ada, id);
    await terminate();
    return Promise.all([transaction.select().from(tasks), insert(transaction, ada, randomUUID())]);
  },
};

async function untilAsleep(): Promise<void> {
  const asleep = () =>
    users.owner`select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  while ((await asleep()).length === 0);
}

describe("a backend terminated in Ada's transaction, while Bob waits for the only connection", () => {
  for (const [when, step] of Object.entries(steps)) {
    test(when, async () => {
      const id = randomUUID();
      let waiter: ReturnType<typeof bobWaits> | undefined;
      const adas = asWritingUser(database, ada, async (transaction) => {
        await backend(transaction);
        waiter = bobWaits();
        return step(transaction, id);
      });
      await expect(adas).rejects.toMatchObject({ name: "DatabaseUnavailableError" });

      const bobs = await waiter;
      expect(bobs?.of).toEqual(new Set(["bob"]));
      expect(await storedFor(id)).toEqual([]);
      expect(await storedFor(bobs?.id ?? "")).toEqual(["bob"]);
    });
  }

  test("in one trip, while its statement runs: the outcome is unknown, and nothing of hers is in his", async () => {
    const id = randomUUID();
    const adas = asWritingUserAtOnce(database, ada, async (transaction) => {
      const inserted = insert(transaction, ada, id);
      const sleeping = transaction.select({ slept: sql`pg_sleep(4)` }).from(sql`(values (1)) as one`);
      await Promise.all([inserted, sleeping]);
    });
    const waiter = bobWaits();
    await Promise.all([
      untilAsleep().then(terminate),
      expect(adas).rejects.toMatchObject({ reason: "outcome-unknown" }),
    ]);
    const { id: bobs, of } = await waiter;
    expect(of).toEqual(new Set(["bob"]));
    expect(await storedFor(id)).toEqual([]);
    expect(await storedFor(bobs)).toEqual(["bob"]);
  });

  test("one idle in the pool: the next transaction gets another", async () => {
    await asUser(database, ada, (transaction) => transaction.select().from(tasks));
    await terminate();
    await expect
      .poll(async () =>
        asUser(database, bob, (transaction) => transaction.select().from(tasks).where(eq(tasks.id, bobsTask))).catch(
          () => [],
        ),
      )
      .toMatchObject([{ userId: "bob" }]);
  });

  test("a hundred times at random, with both users at it: no row crosses, and what was acknowledged is there", async () => {
    const acknowledged: { id: string; of: string }[] = [];
    const crossed: string[] = [];
    let over = false;
    const work = async (principal: Principal) => {
      while (!over) {
        const id = randomUUID();
        try {
          const of = await asWritingUser(database, principal, async (transaction) => {
            await insert(transaction, principal, id);
            const rows = await transaction.select({ of: tasks.userId }).from(tasks);
            return rows.map((row) => row.of);
          });
          acknowledged.push({ id, of: principal.userId });
          crossed.push(...of.filter((userId) => userId !== principal.userId));
        } catch (error) {
          expect(error).toMatchObject({ name: "DatabaseUnavailableError" });
        }
      }
    };
    const workers = [work(ada), work(bob), work(ada), work(bob)];
    for (let round = 0; round < 100; round += 1) await terminate();
    over = true;
    await Promise.all(workers);

    expect(crossed).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
    const stored = await users.owner<{ id: string; of: string }[]>`select id, user_id as of from app.tasks`;
    const owners = new Map(stored.map((row) => [row.id, row.of]));
    expect(acknowledged.filter(({ id, of }) => owners.get(id) !== of)).toEqual([]);
    const misplaced = await users.owner`select from app.tasks where title <> 'of ' || user_id`;
    expect(misplaced).toEqual([]);
  });
});
