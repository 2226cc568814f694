import { type Database, openDatabase } from "@typedo/db";
import { createTestDatabase, ownerClient, type TestDatabase } from "@typedo/db/testing";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { sweepExpired } from "./sweep.js";

let testDatabase: TestDatabase;
let database: Database;
let logged: string[];
const log = pino({ level: "info" }, { write: (line: string) => logged.push(line) });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.app, { poolSize: 2 });
  const owner = ownerClient(testDatabase);
  await owner`insert into auth."user" (id, name, email) values ('ada', 'Ada', 'ada@example.com')`;
  await owner`insert into app.user_state (user_id) values ('ada')`;
});

beforeEach(() => {
  logged = [];
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

const owner = () => ownerClient(testDatabase);

async function addKeys(count: number, expires: string): Promise<void> {
  await owner()`
    insert into app.idempotency (user_id, key, fingerprint, answer, expires_at)
    select 'ada', ${expires} || n, 'f', 'a', now() + ${expires}::interval from generate_series(1, ${count}) n`;
}

const keysLeft = async () => Number((await owner()`select count(*) from app.idempotency`)[0]?.["count"]);

/** Holds the table against whoever wants to delete from it, for as long as `work` takes. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await owner().begin(async (holder) => {
    await holder`lock table app.idempotency in access exclusive mode`;
    await work();
  });
}

/** A sweep that waits for the lock. */
const waiting = async () =>
  vi.waitFor(
    async () => {
      const [row] = await owner()`
        select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%sweep_idempotency%'`;
      expect(row).toBeDefined();
    },
    { timeout: 10_000 },
  );

test("all keys that expired are cleared away, however many, and no others", async () => {
  await addKeys(2500, "-1 second");
  await addKeys(3, "1 hour");
  const sweep = sweepExpired(database, log);
  await vi.waitFor(async () => expect(await keysLeft()).toBe(3), { timeout: 10_000 });
  await sweep.close();
  expect(logged).toEqual([]);
});

test("sessions and mailed links that ended a day ago are cleared away, however many, and no others", async () => {
  const ends = ["-25 hours", "-1 hour", "1 hour"];
  for (const end of ends) {
    await owner()`
      insert into auth.session (id, user_id, token, expires_at)
      select ${end} || n, 'ada', ${end} || n, now() + ${end}::interval from generate_series(1, 1200) n`;
    await owner()`
      insert into auth.verification (id, identifier, value, expires_at)
      select ${end} || n, 'x', 'ada', now() + ${end}::interval from generate_series(1, 20) n`;
  }
  const left = async () => owner()`
    select (select count(*)::int from auth.session) as sessions, (select count(*)::int from auth.verification) as links,
      (select count(*)::int from auth.session where id like '-25%') as old_sessions`;
  const sweep = sweepExpired(database, log);
  await vi.waitFor(async () => expect(await left()).toEqual([{ sessions: 2400, links: 40, old_sessions: 0 }]), {
    timeout: 10_000,
  });
  await sweep.close();
  expect(logged).toEqual([]);
});

test("a round that takes too long is given up, and the next one goes on", async () => {
  await addKeys(5, "-2 seconds");
  let sweep: { close(): Promise<void> } | undefined;
  await whileLocked(async () => {
    sweep = sweepExpired(database, log, { every: 10, deadline: 50 });
    await vi.waitFor(() => expect(logged).not.toEqual([]), { timeout: 10_000 });
  });
  expect(logged[0]).toContain("the next round tries again");
  await vi.waitFor(async () => expect(await keysLeft()).toBe(3), { timeout: 10_000 });
  await sweep?.close();
});

test("closing cuts a round short, waits for it, and leaves nothing behind that waits for a lock", async () => {
  await whileLocked(async () => {
    const sweep = sweepExpired(database, log);
    await waiting();
    // Would wait for the lock, which is held until it is done.
    await sweep.close();
  });
  expect(logged).toEqual([]);
  expect(await database.lend(async (connection) => (await connection.run("select 1::text")).rows)).toEqual([["1"]]);
});

test("a round does not begin before the last one has ended, nor after it was closed", async () => {
  let begun = 0;
  let fail: (cause: Error) => void = () => {};
  const hanging: Database = {
    close: async () => {},
    pool: () => database.pool(),
    lend: async () => {
      begun += 1;
      return new Promise<never>((_, reject) => {
        fail = reject;
      });
    },
  };
  const sweep = sweepExpired(hanging, log, { every: 1 });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(begun).toBe(1);
  fail(new Error("the first is over"));
  await expect.poll(() => begun).toBe(2);
  const closed = sweep.close();
  fail(new Error("the second is over"));
  await closed;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(begun).toBe(2);
});
