import { describe, expect, onTestFinished, test, vi } from "vitest";
import { callApi, type Person } from "../e2e/person.js";
import { redisProgram, startRedis } from "../limits/testing/redis-server.js";
import { type Rig, SOON, useRig } from "./rig.js";
import { expectStoredOnce, startWriters } from "./writers.js";

const LIMIT = 120;

/** Each writes, and one reads too, in a whole minute less often than the limit allows: however long this takes. */
const WRITERS = ["ada", "bob", "cat", "dan"];
const REST = 1100;

/** Each uses a budget up, in one state of the store. */
const GREEDY = ["well", "killed", "silent", "speaking"];

async function open() {
  const redis = await startRedis();
  onTestFinished(() => redis.remove());
  const limits = { RATE_LIMIT_PER_MINUTE: String(LIMIT), REDIS_URL: redis.url };
  const rig = await useRig(limits, [...WRITERS, ...GREEDY]);
  const greedy = new Map(GREEDY.map((name, index) => [name, rig.people[WRITERS.length + index]]));
  return { redis, rig, greedy };
}

async function isShared({ server }: Rig): Promise<boolean> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return /^typedo_limits_shared 1$/m.test(text);
}

/** Asks more often than the limit allows: how many were admitted. */
async function useUp({ server }: Rig, person: Person | undefined) {
  const statuses: number[] = [];
  const ask = async () => {
    const begun = performance.now();
    const { status } = await callApi(server.url, person?.token ?? "", "GET", "/api/tasks");
    expect(performance.now() - begun).toBeLessThan(6000);
    statuses.push(status);
  };
  // As many at once as one user may read: nobody waits for a turn, which a slow machine would not give.
  while (statuses.length < LIMIT + 20) await Promise.all(Array.from({ length: 4 }, ask));
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  return statuses.filter((status) => status === 200).length;
}

describe.skipIf(redisProgram === undefined)("the limits' store", () => {
  test(
    "killed, restarted, silent: nobody fails by it, and each process keeps the limits",
    { timeout: 120_000 },
    async () => {
      const { redis, rig, greedy } = await open();
      const writers = startWriters(() => rig.server.url, rig.people.slice(0, WRITERS.length), WRITERS.length, REST);
      expect(await useUp(rig, greedy.get("well"))).toBe(LIMIT);
      expect(await isShared(rig)).toBe(true);

      await redis.kill();
      expect(await useUp(rig, greedy.get("killed"))).toBe(LIMIT);
      expect(await isShared(rig)).toBe(false);
      await redis.start();
      await vi.waitFor(async () => expect(await isShared(rig)).toBe(true), SOON);

      redis.silence();
      expect(await useUp(rig, greedy.get("silent"))).toBe(LIMIT);
      expect(await isShared(rig)).toBe(false);
      redis.speak();
      await vi.waitFor(async () => expect(await isShared(rig)).toBe(true), SOON);
      expect(await useUp(rig, greedy.get("speaking"))).toBe(LIMIT);

      await writers.stop();
      expect([...writers.statuses.keys()].filter((status) => status !== 200 && status !== 201)).toEqual([]);
      await expectStoredOnce(rig, writers);
    },
  );
});
