import { randomUUID } from "node:crypto";
import { asWritingUser } from "@typedo/db";
import { describe, expect, test, vi } from "vitest";
import type { Outcome } from "./context.js";
import { doOnce, oneAtATime } from "./idempotency.js";
import { appRouter } from "./router.js";
import { faultOf, type TestUser } from "./testing/callers.js";
import { setUpApi } from "./testing/set-up-api.js";

const { testApi, ada, bob } = setUpApi();

const titles = async (user: TestUser) => (await user.api.tasks.list({ limit: 100 })).items.map(({ title }) => title);

/** Calls, and what was noted of the call beside its output. */
async function noting<T>(user: TestUser, call: (api: TestUser["api"]) => Promise<T>) {
  const outcome: Outcome = { created: false, replayed: false };
  const output = await call(testApi.callAs({ principal: user.principal, outcome }));
  return { output, ...outcome };
}

describe("under one key", () => {
  test("a call is done once, and answered alike, to the last byte", async () => {
    const idempotencyKey = randomUUID();
    const call = (api: TestUser["api"]) => api.tasks.create({ title: "Once", dueDate: "2026-05-01", idempotencyKey });
    const first = await noting(ada, call);
    expect(first).toMatchObject({ replayed: false });
    await ada.api.tasks.update({ id: first.output.id, title: "Changed since" });
    const again = await noting(ada, call);
    expect(again).toEqual({ ...first, replayed: true });
    expect((await titles(ada)).filter((title) => title === "Once")).toEqual([]);
  });

  test("each kind of write is done once", async () => {
    const task = await ada.api.tasks.create({ title: "A" });
    const { id } = task;
    const calls: ((api: TestUser["api"], idempotencyKey: string) => Promise<unknown>)[] = [
      (api, idempotencyKey) => api.tasks.update({ id, title: "B", ifVersion: 1, idempotencyKey }),
      (api, idempotencyKey) => api.tasks.replace({ id, title: "C", ifVersion: 2, idempotencyKey }),
      (api, idempotencyKey) => api.tasks.delete({ id, ifVersion: 3, idempotencyKey }),
      (api, idempotencyKey) => api.tasks.restore({ id, ifVersion: 4, idempotencyKey }),
      (api, idempotencyKey) =>
        api.tasks.batch({ operations: [{ operation: "delete", id, ifVersion: 5 }], idempotencyKey }),
      (api, idempotencyKey) => api.tasks.delete({ id, permanent: true, ifVersion: 6, idempotencyKey }),
    ];
    for (const call of calls) {
      const key = randomUUID();
      const first = await noting(ada, (api) => call(api, key));
      expect(await noting(ada, (api) => call(api, key))).toEqual({ ...first, replayed: true });
    }
    const mutations = Object.entries(appRouter.tasks).filter(([, procedure]) => procedure._def.type === "mutation");
    expect(mutations.map(([name]) => name).sort()).toEqual([
      "batch",
      "create",
      "delete",
      "replace",
      "restore",
      "update",
    ]);
  });

  test("what a replacement created is told again as created", async () => {
    const id = randomUUID();
    const call = (api: TestUser["api"]) => api.tasks.replace({ id, title: "New", idempotencyKey: "put" });
    expect(await noting(ada, call)).toMatchObject({ created: true, replayed: false });
    expect(await noting(ada, call)).toMatchObject({ created: true, replayed: true });
  });

  test("another input, or another call, is refused, and changes nothing", async () => {
    const idempotencyKey = randomUUID();
    const { id } = await ada.api.tasks.create({ title: "Kept", idempotencyKey });
    const others = [
      () => ada.api.tasks.create({ title: "Other", idempotencyKey }),
      () => ada.api.tasks.create({ title: "Kept", notes: "", idempotencyKey }),
      () => ada.api.tasks.update({ id, title: "Kept", idempotencyKey }),
    ];
    for (const call of others) expect(await faultOf(call())).toMatchObject({ code: "idempotency_mismatch" });
    expect(await ada.api.tasks.get({ id })).toMatchObject({ title: "Kept", version: 1 });
  });

  test("the same input is the same, however it was written", async () => {
    const idempotencyKey = randomUUID();
    const first = await ada.api.tasks.create({ title: "Same", idempotencyKey });
    const again = await ada.api.tasks.create({
      idempotencyKey,
      userId: ada.principal.userId,
      priority: "none",
      title: " Same  ",
    });
    expect(again).toEqual(first);
  });

  test("two users do two things", async () => {
    const [hers, his] = await Promise.all(
      [ada, bob].map(async (user) => user.api.tasks.create({ title: "Each", idempotencyKey: "shared" })),
    );
    expect(hers?.userId).not.toBe(his?.userId);
    expect(hers?.id).not.toBe(his?.id);
  });

  test("what failed may be tried again, and is done then", async () => {
    const [id, idempotencyKey] = [randomUUID(), randomUUID()];
    const call = () => ada.api.tasks.update({ id, title: "B", idempotencyKey });
    expect(await faultOf(call())).toMatchObject({ code: "not_found" });
    await ada.api.tasks.create({ id, title: "A" });
    expect(await call()).toMatchObject({ title: "B" });
  });

  test("fifty at once make one row: each is answered by it, or told to come back", async () => {
    const idempotencyKey = randomUUID();
    const calls = Array.from({ length: 50 }, async () => ada.api.tasks.create({ title: "Fifty", idempotencyKey }));
    const settled = await Promise.allSettled(calls);
    const done = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(new Set(done.map(({ id }) => id)).size).toBe(1);
    for (const result of settled) {
      if (result.status === "fulfilled") continue;
      expect(await faultOf(Promise.reject(result.reason))).toMatchObject({
        code: "idempotency_in_flight",
        headers: { "retry-after": "1" },
      });
    }
    const [row] = await testApi.owner`select count(*)::int as count from app.tasks where title = 'Fifty'`;
    expect(row?.["count"]).toBe(1);
    expect(await ada.api.tasks.create({ title: "Fifty", idempotencyKey })).toEqual(done[0]);
  });

  test("who comes while the first is under way in the same process waits for no turn, and does nothing", async () => {
    const key = randomUUID();
    let finish = () => {};
    const first = oneAtATime("ada", key, () => new Promise<void>((resolve) => (finish = resolve)));
    const again = vi.fn<() => Promise<void>>();
    expect(await faultOf(oneAtATime("ada", key, again))).toMatchObject({
      code: "idempotency_in_flight",
      headers: { "retry-after": "1" },
    });
    expect(again).not.toHaveBeenCalled();
    await oneAtATime("bob", key, again);
    finish();
    await first;
    const failing = oneAtATime("ada", key, () => Promise.reject(new Error("as asked")));
    await expect(failing).rejects.toThrow("as asked");
    await oneAtATime("ada", key, again);
    expect(again).toHaveBeenCalledTimes(2);
  });

  test("nor does who comes while it is under way in another process", async () => {
    const key = "slow";
    let finish = () => {};
    const first = asWritingUser(testApi.database, ada.principal, async (transaction) => {
      const call = {
        userId: ada.principal.userId,
        key,
        fingerprint: "f",
        outcome: { created: false, replayed: false },
      };
      return doOnce(transaction, call, () => new Promise<void>((resolve) => (finish = resolve)));
    });
    await expect
      .poll(async () => {
        // Of this database: whoever else is on the server has theirs.
        const locks = await testApi.owner`
          select from pg_locks where locktype = 'advisory' and granted
          and database = (select oid from pg_database where datname = current_database())`;
        return locks.length;
      })
      .toBeGreaterThan(0);
    const second = ada.api.tasks.create({ title: "Second", idempotencyKey: key });
    expect(await faultOf(second)).toMatchObject({ code: "idempotency_in_flight" });
    finish();
    await first;
  });
});

test("a day later the key may stand for something else, and old ones are cleared away", async () => {
  await bob.api.tasks.create({ title: "Yesterday", idempotencyKey: "old" });
  await bob.api.tasks.create({ title: "Today", idempotencyKey: "new" });
  const age = async (key: string) =>
    testApi.owner`update app.idempotency set expires_at = now() - interval '1 second' where key = ${key}`;
  await age("old");
  expect(await bob.api.tasks.create({ title: "Tomorrow", idempotencyKey: "old" })).toMatchObject({ title: "Tomorrow" });
  expect(await bob.api.tasks.create({ title: "Tomorrow", idempotencyKey: "old" })).toMatchObject({ title: "Tomorrow" });
  expect(await titles(bob)).toEqual(expect.arrayContaining(["Yesterday", "Tomorrow"]));

  await age("old");
  const swept = await testApi.database.lend(async (connection) => connection.run("select app.sweep_idempotency(1000)"));
  expect(swept.rows).toEqual([[1]]);
  const left =
    await testApi.owner`select key from app.idempotency where user_id = ${bob.principal.userId} order by key`;
  expect(left.map((row) => row["key"])).toEqual(["new", "shared"]);
});

test.each(["", " ", "a b", "a\n", "é", "x".repeat(256)])("%j is no key", async (idempotencyKey) => {
  expect(await faultOf(ada.api.tasks.create({ title: "A", idempotencyKey }))).toMatchObject({
    code: "validation_failed",
    errors: [{ pointer: "/idempotencyKey" }],
  });
});

test("the answer and the change are stored together, or neither", async () => {
  const attempt = asWritingUser(testApi.database, ada.principal, async (transaction) => {
    const call = {
      userId: ada.principal.userId,
      key: "torn",
      fingerprint: "f",
      outcome: { created: false, replayed: false },
    };
    await doOnce(transaction, call, async () => "done");
    throw new Error("the plug is pulled before COMMIT");
  });
  await expect(attempt).rejects.toThrow("plug");
  const stored = await testApi.owner`select key from app.idempotency where key = 'torn'`;
  expect([...stored]).toEqual([]);
});
