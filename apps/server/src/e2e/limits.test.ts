import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi, type Person, readJson, signUp } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let ada: Person;
let bob: Person;
let eve: Person;
let sam: Person;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn", RATE_LIMIT_PER_MINUTE: "20" });
  ada = await signUp(typedo.url, "ada");
  bob = await signUp(typedo.url, "bob");
  eve = await signUp(typedo.url, "eve");
  sam = await signUp(typedo.url, "sam");
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

function callTrpc(person: Person, calls: number, comma = ","): Promise<Response> {
  const paths = Array.from({ length: calls }, () => "tasks.list").join(comma);
  const inputs = Object.fromEntries(Array.from({ length: calls }, (_, index) => [index, { json: {} }]));
  return fetch(`${typedo.url}/api/trpc/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
}

/** Calls until nothing is left. */
async function exhaust(call: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await call();
    if (answer.status === 429) return answer;
  }
}

test("a user's budget is one at both doors, and a batch costs what is in it", async () => {
  const first = await ada.call("GET", "/api/tasks");
  expect(first.headers.get("ratelimit-policy")).toBe('"user";q=20;w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"user";r=19;t=\d+$/);
  expect((await callTrpc(ada, 10)).headers.get("ratelimit")).toMatch(/^"user";r=9;/);

  // All of a batch is refused, and what is left is left.
  const refused = await callTrpc(ada, 10);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("ratelimit")).toMatch(/^"user";r=9;/);
  expect(await readJson(refused)).toMatchObject(
    Array.from({ length: 10 }, () => ({ error: { json: { data: { code: "too_many_requests" } } } })),
  );
  expect((await ada.call("GET", "/api/tasks")).status).toBe(200);
});

test("a batch costs as much when its commas are encoded, and what is encoded twice is no batch", async () => {
  expect((await callTrpc(eve, 3, "%2C")).headers.get("ratelimit")).toMatch(/^"user";r=17;/);
  const twice = await callTrpc(eve, 3, "%252C");
  expect(await readJson(twice)).toMatchObject([{ error: { json: { data: { code: "not_found" } } } }]);
  expect(twice.headers.get("ratelimit")).toMatch(/^"user";r=16;/);
});

test("each door refuses in its own shape, and says when to come back", async () => {
  const rest = await exhaust(() => ada.call("GET", "/api/tasks"));
  const { limit, wait } = readLimit(rest);
  expect(limit).toMatch(/^"user";r=0;t=\d+$/);
  expect(limit).toContain(`t=${wait}`);
  expect(await readJson(rest)).toMatchObject({
    type: "/docs/errors/too_many_requests",
    status: 429,
    code: "too_many_requests",
    instance: "/api/tasks",
  });

  const trpc = await callTrpc(ada, 1);
  expect(readLimit(trpc).wait).toBeGreaterThan(0);
  expect(await readJson(trpc)).toMatchObject([
    { error: { json: { data: { code: "too_many_requests", httpStatus: 429 } } } },
  ]);
});

function readLimit({ headers }: Response) {
  return { limit: headers.get("ratelimit"), wait: Number(headers.get("retry-after")) };
}

test("another user is not touched by it, nor is /healthz", async () => {
  expect((await bob.call("GET", "/api/tasks")).status).toBe(200);
  const { status, headers } = await fetch(`${typedo.url}/healthz`);
  expect([status, headers.get("ratelimit"), headers.get("ratelimit-policy")]).toEqual([200, null, null]);
});

describe("who is over the limit is told first", () => {
  test("that a path is unknown, or knows no such method", async () => {
    await exhaust(() => ada.call("GET", "/api/tasks"));
    expect((await ada.call("GET", "/api/nothing")).status).toBe(404);
    expect((await ada.call("POST", "/api/nothing")).status).toBe(404);
    expect((await ada.call("DELETE", "/api/tasks")).status).toBe(405);
  });

  test("before what is wrong with the request", async () => {
    await exhaust(() => ada.call("GET", "/api/tasks"));
    expect((await ada.call("POST", "/api/tasks", { userId: "another", priority: 5 })).status).toBe(429);
    expect((await ada.call("GET", "/api/tasks/no-uuid")).status).toBe(429);
  });

  test("and, where nobody knows who it is, before that the token is bad", async () => {
    const nobody = () => callApi(typedo.url, "a.bad.token", "GET", "/api/tasks");
    const first = await nobody();
    expect(first.status).toBe(401);
    expect(first.headers.get("ratelimit-policy")).toBe('"address";q=20;w=60');
    expect((await exhaust(nobody)).headers.get("ratelimit")).toMatch(/^"address";r=0;/);
    // Whoever has a good token from there is not touched by it.
    expect((await bob.call("GET", "/api/tasks")).status).toBe(200);
  });
});

test("two servers on one database share a budget", async () => {
  const other = await startTypedo(data.path, {
    LOG_LEVEL: "warn",
    RATE_LIMIT_PER_MINUTE: "20",
    // Whose tokens the first one makes, the second takes.
    BETTER_AUTH_URL: typedo.url,
  });
  try {
    const statuses: number[] = [];
    for (let call = 0; call < 60; call += 1) {
      const { url } = call % 2 === 0 ? typedo : other;
      statuses.push((await callApi(url, sam.token, "GET", "/api/tasks")).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
  } finally {
    await other.stop();
  }
});

test("what there is not, or not by that method, is told before any limit, and costs nothing", async () => {
  const auth = async (method: string, path: string) => fetch(`${typedo.url}/api/auth/${path}`, { method });
  for (let round = 0; round < 25; round += 1) {
    expect((await auth("GET", "nothing")).status).toBe(404);
    const other = await auth("PUT", "sign-in/email");
    expect([other.status, other.headers.get("allow"), other.headers.get("ratelimit")]).toEqual([
      405,
      "POST, OPTIONS",
      null,
    ]);
  }
});
