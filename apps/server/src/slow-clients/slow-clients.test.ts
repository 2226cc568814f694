import { createTestDatabase, type TestDatabase } from "@typedo/db/testing";
import { pino } from "pino";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { buildApp } from "../app.js";
import { holdConnections } from "../attacks/testing/hold-connections.js";
import { readEnvironment } from "../env.js";
import { SECRET } from "../faults/rig.js";
import { openServices } from "../services.js";
import { PATIENCE, type Patience } from "./patience.js";

// The whole server as it is served, in this process; its patience is short, so that a test need not be long.

const MIB = 1024 * 1024;
/** As an answer more than the system takes off our hands for a client that reads nothing, if it is asked for often. */
const LARGE = "/docs/assets/swagger-ui-bundle.js";
const SHORT: Patience = {
  head: 2000,
  request: 3000,
  answer: 1000,
  bytesASecond: 8 * MIB,
  check: 50,
  mostWaiting: 1024 * MIB,
};

// Places for all of them: an answer that refuses is small, and whoever has it is waited for by nobody.
const environment = readEnvironment({ MAX_CONCURRENT_REQUESTS: "3000" });
const log = pino({ level: "silent" });

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database?.close());

async function build(patience?: Patience) {
  const ground = { logins: { ...database, release: async () => {} }, secret: SECRET };
  const services = await openServices(environment, ground, log);
  onTestFinished(() => services.close());
  const app = await buildApp(environment, services, log, patience);
  onTestFinished(() => app.close());
  return app;
}

async function serve() {
  const app = await build(SHORT);
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  const open = () => new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  const hold = async (count: number, text: string) => {
    const held = await holdConnections(address, count, text);
    onTestFinished(() => held.end());
    return held;
  };
  return { address, open, hold };
}

const beginnings = {
  "say nothing at all": "",
  "never end a header": "GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: b",
  "never end a body":
    'POST /api/tasks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"a":',
  "never end a body of chunks":
    'POST /api/tasks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
  "are told that what they send is no request, and stay": "hello\r\n\r\n",
  "are told that what they expect is nothing to expect, and stay":
    "GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: the-impossible\r\n\r\n",
  "never read forty answers that they asked for at once": `GET ${LARGE} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(40),
};

test.each(Object.entries(beginnings))("clients that %s are cut off, and nobody waits for them", async (_, text) => {
  const { address, hold, open } = await serve();
  await hold(20, text);
  expect((await (await fetch(address + LARGE)).arrayBuffer()).byteLength).toBeGreaterThan(MIB);
  await vi.waitFor(async () => expect(await open()).toBeLessThanOrEqual(1), { timeout: 20_000, interval: 50 });
});

test("a header or a body that comes byte by byte is cut off all the same", async () => {
  const { hold, open } = await serve();
  const held = [await hold(1, "GET /healthz HTTP/1.1\r\nX-A: "), await hold(1, beginnings["never end a body"])];
  const drip = setInterval(() => {
    for (const one of held) one.write("1");
  }, 20);
  onTestFinished(() => clearInterval(drip));
  await vi.waitFor(async () => expect(await open()).toBe(0), { timeout: 20_000, interval: 50 });
});

test("without being told otherwise, it has the patience that it is to have", async () => {
  const { server } = await build();
  expect(server).toMatchObject({ headersTimeout: PATIENCE.head, requestTimeout: PATIENCE.request });
});

test("the server's own patience is of seconds, and its memory for them is bounded", () => {
  const { answer, bytesASecond, check, head, mostWaiting, request } = PATIENCE;
  for (const time of [answer, head, request]) expect(time).toBeLessThanOrEqual(30_000);
  expect(bytesASecond).toBeGreaterThanOrEqual(64 * 1024);
  expect(check).toBeLessThanOrEqual(2000);
  expect(mostWaiting).toBeLessThanOrEqual(128 * MIB);
});
