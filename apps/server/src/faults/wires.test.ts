import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { readDown } from "./env.js";
import { bearer, expectBack, expectUnavailable, useRig } from "./rig.js";
import { expectOnlyUnavailable, expectStoredOnce, startWriters, warm } from "./writers.js";

// Between the server and its database: what is cut, swallowed and refused there loses no write and stores none twice.

const LIMIT = { timeout: 120_000 };

const down = readDown();

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
  expectOnlyUnavailable(writers);
  expect(writers.statuses.get(503)).toBeGreaterThan(30);
  await expectStoredOnce(rig, writers);
});

test("a network gone silent in the middle: 503 in time, and well again when it speaks", LIMIT, async () => {
  const rig = await useRig({ DATABASE_POOL_SIZE: "5" });
  const writers = await warm(rig);
  rig.proxy.set("silence");
  await expectUnavailable(rig);
  expect(await rig.time("/healthz")).toMatchObject({ status: 200 });
  rig.proxy.set("none");
  rig.proxy.cut();
  await expectBack(rig);
  await writers.stop();
  expectOnlyUnavailable(writers);
  await expectStoredOnce(rig, writers);
});

test(`the database down for ${down.seconds} s: quick 503s, and well again within two seconds`, LIMIT, async () => {
  const rig = await useRig();
  const writers = await warm(rig);
  rig.proxy.set("refusal");
  rig.proxy.cut();
  const until = performance.now() + down.seconds * 1000;
  while (performance.now() < until) {
    const { status, seconds } = await rig.time("/api/tasks", { headers: bearer(rig) });
    expect(status).toBe(503);
    expect(seconds).toBeLessThan(2);
    expect(await rig.time("/healthz")).toMatchObject({ status: 200 });
    expect(await rig.time("/readyz")).toMatchObject({ status: 503 });
    await pause(500);
  }
  const answer = await fetch(`${rig.server.url}/api/tasks`, { headers: bearer(rig) });
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({ code: "unavailable" });
  rig.proxy.set("none");
  await expectBack(rig);
  await writers.stop();
  expectOnlyUnavailable(writers);
  await expectStoredOnce(rig, writers);
});

test("a database that takes connections and says nothing", LIMIT, async () => {
  const rig = await useRig();
  rig.proxy.set("silence");
  rig.proxy.cut();
  await expectUnavailable(rig);
  expect(await rig.time("/readyz")).toMatchObject({ status: 503 });
  rig.proxy.set("none");
  rig.proxy.cut();
  await expectBack(rig);
});

test(
  "who asks whether it is ready, while all wires are silent, is told in time, and holds none of them",
  LIMIT,
  async () => {
    const rig = await useRig({ DATABASE_POOL_SIZE: "5" });
    const list = async () => (await fetch(`${rig.server.url}/api/tasks`, { headers: bearer(rig) })).status;
    // So that the pool has made its connections.
    expect(new Set(await Promise.all(Array.from({ length: 20 }, list)))).toEqual(new Set([200]));
    rig.proxy.set("silence");
    for (const answer of await Promise.all(Array.from({ length: 5 }, async () => rig.time("/readyz")))) {
      expect(answer.status).toBe(503);
      expect(answer.seconds).toBeLessThan(3);
    }
    // The wires themselves stay silent: none of them may be needed any more.
    rig.proxy.set("none");
    await expectBack(rig);
  },
);
