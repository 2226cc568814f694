import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { createTestDatabase, ownerClient } from "@typedo/db/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Person, signUp } from "../e2e/person.js";
import { startTypedo, type TypedoProcess } from "../e2e/typedo-process.js";
import { openFaultProxy } from "./fault-proxy.js";
import { addressOf, SOON, useRig, through } from "./rig.js";
import { expectStoredOnce, startWriters } from "./writers.js";

/** Of twenty starts, each of several seconds where the machine has other work. */
const LIMIT = { timeout: 600_000 };

/** Milliseconds in which a server that ends tells whoever keeps a connection, before it closes those that are idle. */
const NOTICE = 250;

test(
  "killed twenty times under load, it has lost nothing that it acknowledged, and done nothing twice",
  LIMIT,
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.close());
    const proxy = await openFaultProxy(addressOf(database));
    onTestFinished(() => proxy.close());
    const start = () => startTypedo("nowhere", through(database, proxy.port));
    let server: TypedoProcess = await start();
    onTestFinished(async () => {
      await server.stop("SIGKILL");
    });
    // Tokens are for one address, and each of these has another port: the audience is the public origin.
    const baseUrl = server.url;
    const people = [await signUp(baseUrl, "ada"), await signUp(baseUrl, "bob")];
    const writers = startWriters(() => server.url, people, 8);
    for (let kill = 0; kill < 20; kill += 1) {
      const before = writers.acknowledged.length;
      await vi.waitFor(() => expect(writers.acknowledged.length).toBeGreaterThan(before + 20), { timeout: 20_000 });
      await server.stop("SIGKILL");
      server = await startTypedo("nowhere", { ...through(database, proxy.port), BETTER_AUTH_URL: baseUrl });
    }
    await writers.stop();
    expect([...writers.statuses.keys()].filter((status) => ![0, 200, 201, 409, 503].includes(status))).toEqual([]);
    await expectStoredOnce({ owner: ownerClient(database) }, writers);
  },
);

test(
  "told to end under load, it answers all that was asked on a connection that it took, and ends within 10 s",
  LIMIT,
  async () => {
    const rig = await useRig({}, ["ada", "bob", "cat", "dan"]);
    let answered = 0;
    let begun = Infinity;
    /** Asks on one connection until it is told that it was the last time. */
    const callUntilTold = async ({ token }: Person) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let isLast = false; !isLast;) {
        // Who is kept from asking for as long as that, by a busy machine, may find that nobody takes it any more.
        const isLate = performance.now() - begun > NOTICE;
        const answer = await post(`${rig.server.url}/api/tasks`, token, agent).catch((error: unknown) => {
          if (!isLate) throw error;
          return undefined;
        });
        if (!answer) break;
        expect(answer.status).toBe(201);
        answered += 1;
        isLast = answer.connection === "close";
      }
      agent.destroy();
    };
    // No more of each than the server lets write at a time: nobody waits for a turn, which a slow machine would not give.
    const callers = Promise.all([...rig.people, ...rig.people].map(callUntilTold));
    await vi.waitUntil(() => answered > 100, { ...SOON, timeout: 60_000 });
    begun = performance.now();
    const [code] = await Promise.all([rig.server.stop("SIGTERM"), callers]);
    expect(code).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await rig.owner`select from app.tasks`).toHaveLength(answered);
  },
);

async function post(url: string, token: string, agent: Agent) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const asked = request(url, { method: "POST", headers, agent }).end(JSON.stringify({ title: "A task" }));
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    asked.on("response", resolve).on("error", reject),
  );
  answer.resume();
  await once(answer, "end");
  return { status: answer.statusCode, connection: answer.headers.connection };
}
