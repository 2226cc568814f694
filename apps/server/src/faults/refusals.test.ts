import { setTimeout as pause } from "node:timers/promises";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@typedo/api";
import superjson from "superjson";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { holdConnections } from "../attacks/testing/hold-connections.js";
import { bearer, openRig, type Rig, SOON } from "./rig.js";

// One place for the API and one for sign-in, and a statement that waits for a lock: whoever comes then finds none.

const ORIGIN = "https://elsewhere.example.com";

let rig: Rig;

beforeAll(async () => {
  rig = await openRig({ MAX_CONCURRENT_REQUESTS: "2", TRUSTED_ORIGINS: ORIGIN });
});
afterAll(async () => rig.close());

const list = (init: RequestInit = {}) => rig.time("/api/tasks", { headers: bearer(rig), ...init });

/** Takes the API's only place, until `leave`, or the end of the test. */
async function fill() {
  const client = await rig.owner.reserve();
  await client`begin`;
  await client`lock table app.tasks in access exclusive mode`;
  let left: Promise<unknown> | undefined;
  const leave = async () =>
    (left ??= (async () => {
      await client`rollback`;
      client.release();
    })());
  onTestFinished(async () => {
    await leave();
  });
  const atWork = list();
  await vi.waitFor(async () => {
    // Of this database: whoever else is on the server waits for something, too.
    const waiting = await client`
      select from pg_locks where not granted
      and database = (select oid from pg_database where datname = current_database())`;
    expect(waiting).not.toHaveLength(0);
  }, SOON);
  return { atWork, leave };
}

/** How many were, so far, of each kind. */
async function countRefused() {
  const metrics = await (await fetch(`${rig.server.url}/metrics`)).text();
  const count = (kind: string) =>
    Number(new RegExp(`^typedo_shed_requests_total\\{kind="${kind}"\\} (\\d+)$`, "m").exec(metrics)?.[1]);
  return { api: count("api"), auth: count("auth"), password: count("password") };
}

test("who finds no place waits for a second at most, and is told when to come back, at REST as everywhere", async () => {
  await fill();
  const begun = performance.now();
  const answer = await fetch(`${rig.server.url}/api/tasks?limit=3`, {
    headers: { ...bearer(rig), origin: ORIGIN, "x-request-id": "of-the-caller" },
  });
  expect(performance.now() - begun).toBeLessThan(4000);
  expect(answer.status).toBe(503);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "retry-after": "1",
    "content-type": "application/problem+json",
    "x-request-id": "of-the-caller",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "access-control-allow-origin": ORIGIN,
    "access-control-expose-headers": expect.stringContaining("Retry-After"),
  });
  expect(await answer.json()).toEqual({
    type: "/docs/errors/unavailable",
    title: "Not available for the moment",
    status: 503,
    detail: "The server has more to do than it can; nothing was changed",
    instance: "/api/tasks",
    code: "unavailable",
    requestId: "of-the-caller",
  });
});

test("at tRPC it is told as a typed client reads it", async () => {
  await fill();
  const link = httpBatchLink({ url: `${rig.server.url}/api/trpc`, transformer: superjson, headers: bearer(rig) });
  const client = createTRPCClient<AppRouter>({ links: [link] });
  const error: unknown = await client.tasks.list.query({}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TRPCClientError);
  expect(error).toMatchObject({
    message: "The server has more to do than it can; nothing was changed",
    data: { code: "unavailable", httpStatus: 503, errors: [], requestId: expect.stringMatching(/^[\w-]{36}$/) },
  });
});

test("whether it lives, and what it does, is told; sign-in goes on, and so does whoever comes when there is place", async () => {
  const before = await countRefused();
  const { atWork, leave } = await fill();
  expect(await list()).toMatchObject({ status: 503 });
  for (const path of ["/healthz", "/readyz", "/api/auth/get-session"]) {
    expect(await rig.time(path)).toMatchObject({ status: 200 });
  }
  const preflight = { method: "OPTIONS", headers: { origin: ORIGIN, "access-control-request-method": "POST" } };
  expect(await rig.time("/api/tasks", preflight)).toMatchObject({ status: 204 });
  expect(await countRefused()).toEqual({ ...before, api: before.api + 1 });
  const waiting = list();
  await leave();
  expect([(await atWork).status, (await waiting).status]).toEqual([200, 200]);
});

test("who has no place for sign-in is told in Better Auth's form, and neither the API nor a session is kept from serving", async () => {
  const signIn = async () => {
    const answer = await fetch(`${rig.server.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: rig.server.url },
      body: JSON.stringify({ email: "ada@example.com", password: "ada-password" }),
    });
    return { status: answer.status, body: await answer.text(), wait: answer.headers.get("retry-after") };
  };
  // Each takes a third of a second, one after the other: five wait at a time.
  const asking = Promise.all(Array.from({ length: 30 }, signIn));
  expect(await list()).toMatchObject({ status: 200 });
  expect(await rig.time("/api/auth/get-session")).toMatchObject({ status: 200 });
  const answers = await asking;
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
  const refused = answers.find(({ status }) => status === 503);
  expect(refused?.wait).toBe("1");
  expect(JSON.parse(refused?.body ?? "")).toMatchObject({
    code: "SERVICE_UNAVAILABLE",
    instance: "/api/auth/sign-in/email",
  });
});

/** Sends this on so many connections, and waits until the server has it. */
async function hold(count: number, text: string, reads: boolean) {
  const held = await holdConnections(rig.server.url, count, text, reads);
  onTestFinished(() => held.end());
  await held.begun();
}

test("who sends a body slowly takes nobody's place", async () => {
  const { authorization } = bearer(rig);
  const head = `POST /api/tasks HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\ncontent-type: application/json`;
  // No more than may wait; each is told to go on.
  await hold(4, `${head}\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n{`, true);
  for (let call = 0; call < 5; call += 1) expect(await list()).toMatchObject({ status: 200 });
});

test("who does not read takes nobody's place", async () => {
  // More than the system takes off the server's hands.
  await hold(1, "GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nhost: a\r\n\r\n".repeat(5), false);
  for (let call = 0; call < 5; call += 1) expect(await list()).toMatchObject({ status: 200 });
});

test("who goes away while waiting leaves room for others to wait", async () => {
  const { atWork, leave } = await fill();
  await Promise.all(Array.from({ length: 5 }, async () => list({ signal: AbortSignal.timeout(100) })));
  // Until the server has heard of it.
  await pause(300);
  const waiting = list();
  await pause(200);
  await leave();
  expect([(await atWork).status, (await waiting).status]).toEqual([200, 200]);
});
