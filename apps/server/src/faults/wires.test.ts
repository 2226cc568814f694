import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { useRig } from "./rig.js";
import { expectStoredOnce, startWriters } from "./writers.js";

// Between the server and its database: what is cut, swallowed and refused there loses no write and stores none twice.

const LIMIT = { timeout: 120_000 };

/** Milliseconds. */
const BACK_WITHIN = { timeout: 2000, interval: 50 };

test("connections reset before a transaction arrived, and after it was stored", LIMIT, async () => {
  const rig = await useRig();
  const writers = startWriters(() => rig.server.url, rig.people);
  rig.proxy.lose("request", 0.05);
  rig.proxy.lose("answer", 0.05);
  await vi.waitFor(
    () => {
      expect(rig.proxy.lost("request")).toBeGreaterThan(30);
      expect(rig.proxy.lost("answer")).toBeGreaterThan(30);
    },
    { timeout: 60_000 },
  );
  rig.proxy.lose("request", 0);
  rig.proxy.lose("answer", 0);
  await writers.stop();
  // Never "it failed" of what may have been stored, and never a dead process.
  expect([...writers.statuses.keys()].filter((status) => ![200, 201, 503].includes(status))).toEqual([]);
  expect(writers.statuses.get(503)).toBeGreaterThan(30);
  await expectStoredOnce(rig, writers);
});

test("a network gone silent in the middle: 503 in time, and well again when it speaks", LIMIT, async () => {
  const rig = await useRig({ DATABASE_POOL_SIZE: "5" });
  const [ada] = rig.people;
  const headers = { authorization: `Bearer ${ada?.token}` };
  const writers = startWriters(() => rig.server.url, rig.people);
  await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(20), { timeout: 20_000 });
  rig.proxy.set("silence");
  for (const { status, seconds } of await Promise.all(
    Array.from({ length: 20 }, () => rig.time("/api/tasks", { headers })),
  )) {
    expect(status).toBe(503);
    expect(seconds).toBeLessThan(6);
  }
  expect(await rig.time("/healthz")).toMatchObject({ status: 200 });
  rig.proxy.set("none");
  rig.proxy.cut();
  await vi.waitFor(
    async () => expect(await rig.time("/api/tasks", { headers })).toMatchObject({ status: 200 }),
    BACK_WITHIN,
  );
  await writers.stop();
  expect([...writers.statuses.keys()].filter((status) => ![200, 201, 503].includes(status))).toEqual([]);
  await expectStoredOnce(rig, writers);
});

test("the database down for ten seconds: quick 503s, and well again within two seconds", LIMIT, async () => {
  const rig = await useRig();
  const [ada] = rig.people;
  const headers = { authorization: `Bearer ${ada?.token}` };
  const writers = startWriters(() => rig.server.url, rig.people);
  await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(20), { timeout: 20_000 });
  rig.proxy.set("refusal");
  rig.proxy.cut();
  const until = performance.now() + 10_000;
  while (performance.now() < until) {
    const { status, seconds } = await rig.time("/api/tasks", { headers });
    expect(status).toBe(503);
    expect(seconds).toBeLessThan(2);
    expect(await rig.time("/healthz")).toMatchObject({ status: 200 });
    expect(await rig.time("/readyz")).toMatchObject({ status: 503 });
    await pause(500);
  }
  const answer = await fetch(`${rig.server.url}/api/tasks`, { headers });
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({ code: "unavailable" });
  rig.proxy.set("none");
  await vi.waitFor(async () => {
    expect(await rig.time("/api/tasks", { headers })).toMatchObject({ status: 200 });
    expect(await rig.time("/readyz")).toMatchObject({ status: 200 });
  }, BACK_WITHIN);
  await writers.stop();
  expect([...writers.statuses.keys()].filter((status) => ![200, 201, 503].includes(status))).toEqual([]);
  await expectStoredOnce(rig, writers);
});

test("a database that takes connections and says nothing", LIMIT, async () => {
  const rig = await useRig();
  const [ada] = rig.people;
  const headers = { authorization: `Bearer ${ada?.token}` };
  rig.proxy.set("silence");
  rig.proxy.cut();
  for (const { status, seconds } of await Promise.all(
    Array.from({ length: 20 }, () => rig.time("/api/tasks", { headers })),
  )) {
    expect(status).toBe(503);
    expect(seconds).toBeLessThan(6);
  }
  expect(await rig.time("/readyz")).toMatchObject({ status: 503 });
  rig.proxy.set("none");
  rig.proxy.cut();
  await vi.waitFor(
    async () => expect(await rig.time("/api/tasks", { headers })).toMatchObject({ status: 200 }),
    BACK_WITHIN,
  );
});
