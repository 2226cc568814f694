import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { bearer, type Rig, SOON, useRig } from "./rig.js";
import { expectOnlyUnavailable, expectStoredOnce, warm } from "./writers.js";

// What a database does that is there: it ends backends, locks, is full, or takes no writes.

const LIMIT = { timeout: 120_000 };

test("backends terminated at random", LIMIT, async () => {
  const rig = await useRig();
  const writers = await warm(rig);
  let ended = 0;
  const until = performance.now() + 6000;
  // On a slow machine longer, until it is many.
  while (performance.now() < until || ended <= 50) {
    const rows = await rig.owner`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and usename in ('typedo_app', 'typedo_auth') order by random() limit 2`;
    ended += rows.length;
    await pause(50);
  }
  await writers.stop();
  expectOnlyUnavailable(writers);
  await expectStoredOnce(rig, writers);
});

test(
  "a locked table: 503 within the time that a statement may take, and no later for who waits behind",
  LIMIT,
  async () => {
    const rig = await useRig({ DATABASE_POOL_SIZE: "2" });
    const writers = await warm(rig, 64);
    await rig.owner.begin(async (sql) => {
      await sql`lock table app.tasks in access exclusive mode`;
      // One holds the only connection of the pool and waits for the lock; the others wait for the connection, a second.
      const asked = await Promise.all(
        Array.from({ length: 64 }, () => rig.time("/api/tasks", { headers: bearer(rig) })),
      );
      for (const { status, seconds } of asked) {
        expect(status).toBe(503);
        expect(seconds).toBeLessThan(6.5);
      }
      expect(asked.filter(({ seconds }) => seconds < 2).length).toBeGreaterThan(50);
      expect(await rig.time("/healthz")).toMatchObject({ status: 200 });
    });
    await vi.waitFor(
      async () => expect(await rig.time("/api/tasks", { headers: bearer(rig) })).toMatchObject({ status: 200 }),
      {
        timeout: 2000,
        interval: 50,
      },
    );
    await writers.stop();
    expectOnlyUnavailable(writers);
    await expectStoredOnce(rig, writers);
  },
);

test("a database that takes no writes, as a standby does: reads go on, writes are 503", LIMIT, async () => {
  const rig = await useRig();
  const writers = await warm(rig);
  const setReadOnly = async (value: "on" | "off") => {
    await rig.owner.unsafe(`alter database ${await nameOf(rig)} set default_transaction_read_only = ${value}`);
    rig.proxy.cut();
  };
  await setReadOnly("on");
  await vi.waitFor(async () => {
    const init = { method: "POST", headers: bearer(rig), body: JSON.stringify({ title: "Not now" }) };
    expect(await rig.time("/api/tasks", init)).toMatchObject({ status: 503 });
    expect(await rig.time("/api/tasks", { headers: bearer(rig) })).toMatchObject({ status: 200 });
  }, SOON);
  await setReadOnly("off");
  await writers.stop();
  expectOnlyUnavailable(writers);
  await expectStoredOnce(rig, writers);
});

test("too many clients already", LIMIT, async () => {
  const rig = await useRig();
  const writers = await warm(rig);
  await rig.owner.unsafe(`alter database ${await nameOf(rig)} connection limit 1`);
  rig.proxy.cut();
  await vi.waitFor(async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => rig.time("/api/tasks", { headers: bearer(rig) })));
    expect(asked.map(({ status }) => status).filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(asked.some(({ status }) => status === 503)).toBe(true);
  }, SOON);
  await rig.owner.unsafe(`alter database ${await nameOf(rig)} connection limit -1`);
  await writers.stop();
  expectOnlyUnavailable(writers);
  await expectStoredOnce(rig, writers);
});

// As PostgreSQL says it: none of these can be brought about from outside at will.
test.each([
  ["53100", "a full disk"],
  ["53200", "out of memory"],
  ["57014", "a statement that took too long"],
  ["40001", "what can't be serialised, again and again"],
  ["40P01", "a deadlock, again and again"],
])("%s, %s: 503, and nothing is stored", LIMIT, async (sqlState) => {
  const rig = await useRig();
  await rig.owner.unsafe(`
    create function app.fail() returns trigger language plpgsql as $$
      begin raise exception 'as asked' using errcode = '${sqlState}'; end $$;
    create trigger fail before insert on app.tasks for each row execute function app.fail()`);
  const init = { method: "POST", headers: bearer(rig), body: JSON.stringify({ title: "A task" }) };
  const answer = await fetch(`${rig.server.url}/api/tasks`, init);
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({ detail: "The database can't serve at the moment; nothing was changed" });
  expect(await rig.owner`select from app.tasks`).toHaveLength(0);
  await rig.owner.unsafe("drop trigger fail on app.tasks");
  expect(await rig.time("/api/tasks", init)).toMatchObject({ status: 201 });
});

async function nameOf({ owner }: Rig): Promise<string> {
  const [row] = await owner<{ name: string }[]>`select current_database() as name`;
  if (!row) throw new Error("no database");
  return row.name;
}
