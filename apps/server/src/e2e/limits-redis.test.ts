import { describe, expect, onTestFinished, test } from "vitest";
import { redisProgram, startRedis } from "../limits/testing/redis-server.js";
import { callApi, signUp } from "./person.js";
import { newDataDirectory, startTypedo } from "./typedo-process.js";

describe.skipIf(redisProgram === undefined)("with REDIS_URL", () => {
  test("servers share a budget there, go on without it when it goes away, and share again when it is back", async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.remove());
    const data = await newDataDirectory();
    onTestFinished(() => data.remove());
    const start = async (more: Record<string, string> = {}) => {
      const environment = { RATE_LIMIT_PER_MINUTE: "30", REDIS_URL: redis.url, TRUST_PROXY: "127.0.0.1,::1", ...more };
      const typedo = await startTypedo(data.path, environment);
      onTestFinished(async () => {
        await typedo.stop();
      });
      return typedo;
    };
    const first = await start();
    // Whose tokens the first one makes, the second takes.
    const servers = [first, await start({ BETTER_AUTH_URL: first.url })] as const;
    const admitted = async (token: string, calls: number) => {
      const statuses: number[] = [];
      for (let call = 0; call < calls; call += 1) {
        const { url } = servers[call % 2 === 0 ? 0 : 1];
        statuses.push((await callApi(url, token, "GET", "/api/tasks")).status);
      }
      expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
      return statuses.filter((status) => status === 200).length;
    };
    const [ada, bob, eve] = [
      await signUp(servers[0].url, "ada"),
      await signUp(servers[0].url, "bob"),
      await signUp(servers[0].url, "eve"),
    ];

    expect(await admitted(ada.token, 100)).toBe(30);
    await redis.kill();
    expect(await admitted(bob.token, 100)).toBe(60);
    for (const server of servers) expect(linesOf(server.output(), "does not keep the limits")).toBe(1);

    await redis.start();
    const isBack = () => servers.every((server) => linesOf(server.output(), "keeps the limits again") === 1);
    for (let asker = 0; !isBack(); asker += 1) {
      // A new address each time: who is over the limit asks nobody.
      const headers = { "x-forwarded-for": `10.0.${asker >> 8}.${asker & 255}` };
      for (const { url } of servers) await fetch(`${url}/api/tasks`, { headers });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await admitted(eve.token, 100)).toBe(30);
    // Its connection does not keep a server from ending.
    expect([await servers[1].stop(), await servers[0].stop()]).toEqual([0, 0]);
  });
});

function linesOf(output: string, words: string): number {
  return output.split("\n").filter((line) => line.includes(words)).length;
}

test("a REDIS_URL that leads nowhere keeps no server from serving", async () => {
  const data = await newDataDirectory();
  const typedo = await startTypedo(data.path, {
    RATE_LIMIT_PER_MINUTE: "3",
    // Port 1 is nobody's.
    REDIS_URL: "redis://127.0.0.1:1",
  });
  try {
    const ada = await signUp(typedo.url, "ada");
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await ada.call("GET", "/api/tasks")).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  } finally {
    expect(await typedo.stop()).toBe(0);
    await data.remove();
  }
});
