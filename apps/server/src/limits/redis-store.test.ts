import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openFaultProxy } from "../faults/fault-proxy.js";
import { openRedisStore, type RedisStore } from "./redis-store.js";
import { redisProgram, type RedisServer, startRedis } from "./testing/redis-server.js";
import { storePromises } from "./testing/store-promises.js";

describe.skipIf(redisProgram === undefined)("Redis", () => {
  let server: RedisServer;
  let one: RedisStore;
  let other: RedisStore;

  beforeAll(async () => {
    server = await startRedis();
    one = await openRedisStore(server.url);
    other = await openRedisStore(server.url);
  });

  afterAll(async () => {
    await one.close();
    await other.close();
    await server.remove();
  });

  test.for(Object.entries(storePromises))("%s", async ([, keepsIt]) => {
    await keepsIt([one, other]);
  });

  test("forgets a budget whose window is over by itself", async () => {
    await one.take("over", 10, 10);
    const client = new Redis(server.url);
    try {
      expect(await client.pttl("typedo:limits:over")).toBeGreaterThan(0);
      await client.pexpire("typedo:limits:over", 1);
      while (await client.exists("typedo:limits:over")) await client.ping();
    } finally {
      client.disconnect();
    }
    expect(await other.take("over", 4, 10)).toMatchObject({ granted: 4, left: 6 });
  });

  test("refuses nobody for a day because its clock was set back by one", async () => {
    await one.take("set back", 10, 10);
    const client = new Redis(server.url);
    try {
      await client.pexpire("typedo:limits:set back", 24 * 3600 * 1000);
    } finally {
      client.disconnect();
    }
    const grant = await other.take("set back", 4, 10);
    expect(grant).toMatchObject({ granted: 4, left: 6 });
    expect(grant.msLeft).toBeLessThanOrEqual(60_000);
  });

  test("is back after a silence in which it was connected to, and in which it was asked", async () => {
    const { hostname, port } = new URL(server.url);
    const wire = await openFaultProxy({ host: hostname, port: Number(port) });
    const store = await openRedisStore(`redis://127.0.0.1:${wire.port}`);
    try {
      expect(await store.take("silence", 1, 10)).toMatchObject({ granted: 1 });
      wire.set("silence");
      const asked = store.take("silence", 1, 10);
      asked.catch(() => {});
      await pause(100);
      wire.set("none");
      await expect(asked).rejects.toThrow(/./);
      wire.set("silence");
      wire.cut();
      // It connects again, and is told nothing.
      await vi.waitFor(() => expect(wire.open()).toBe(1), { timeout: 5000 });
      await pause(100);
      wire.set("none");
      expect(await back(store)).toMatchObject({ granted: 1 });
    } finally {
      await store.close();
      await wire.close();
    }
  });

  test("refuses at once while it is away, and gives again when it is back", async () => {
    await server.kill();
    await expect(one.take("away", 1, 10)).rejects.toThrow(/./);
    await expect(one.take("away", 1, 10)).rejects.toThrow(/./);
    await server.start();
    const grant = await back(one);
    expect(grant.granted).toBe(1);
  });
});

async function back(store: RedisStore) {
  for (;;) {
    try {
      return await store.take("back", 1, 10);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

test("a Redis that is not there fails nobody who opens it, and each who asks it", async () => {
  // Port 1 is nobody's.
  const store = await openRedisStore("redis://127.0.0.1:1");
  try {
    await expect(store.take("away", 1, 10)).rejects.toThrow(/./);
  } finally {
    await store.close();
  }
});
