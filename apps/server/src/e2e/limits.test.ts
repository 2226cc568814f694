import { afterAll, beforeAll, expect, test } from "vitest";
import { type Person, readJson, signUp } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, {
    LOG_LEVEL: "warn",
    RATE_LIMIT_PER_MINUTE: "20",
    AUTH_RATE_LIMIT_PER_MINUTE: "4",
  });
  ada = await signUp(typedo.url, "ada");
  bob = await signUp(typedo.url, "bob");
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

function callTrpc(person: Person, calls: number): Promise<Response> {
  const paths = Array.from({ length: calls }, () => "tasks.list").join(",");
  const inputs = Object.fromEntries(Array.from({ length: calls }, (_, index) => [index, { json: {} }]));
  return fetch(`${typedo.url}/api/trpc/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
}

test("a user's budget is one at both doors, a batch costs what is in it, and each door refuses in its own shape", async () => {
  const first = await ada.call("GET", "/api/tasks");
  expect(first.headers.get("ratelimit-policy")).toBe('"user";q=20;w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"user";r=19;t=\d+$/);
  expect((await callTrpc(ada, 10)).headers.get("ratelimit")).toMatch(/^"user";r=9;/);
  expect((await callTrpc(ada, 10)).status).toBe(429);

  const rest = await ada.call("GET", "/api/tasks");
  expect(rest.status).toBe(429);
  expect(Number(rest.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await readJson(rest)).toMatchObject({ code: "too_many_requests", type: "/docs/errors/too_many_requests" });

  const trpc = await callTrpc(ada, 1);
  expect(trpc.headers.get("retry-after")).not.toBeNull();
  expect(await readJson(trpc)).toMatchObject([
    { error: { json: { data: { code: "too_many_requests", httpStatus: 429 } } } },
  ]);
});

test("another user is not touched by it, nor is /healthz", async () => {
  expect((await bob.call("GET", "/api/tasks")).status).toBe(200);
  expect((await fetch(`${typedo.url}/healthz`)).headers.get("ratelimit")).toBeNull();
});

test("sign-in is limited by address, whatever X-Forwarded-For says", async () => {
  const attempt = (forwarded: string) =>
    fetch(`${typedo.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: typedo.url, "x-forwarded-for": forwarded },
      body: JSON.stringify({ email: "ada@example.com", password: "a wrong password" }),
    });
  const statuses: number[] = [];
  for (let index = 0; index < 4; index += 1) statuses.push((await attempt(`10.0.0.${index}`)).status);
  // Two of the four a minute went on signing up.
  expect(statuses).toEqual([401, 401, 429, 429]);
  const refused = await attempt("10.0.0.9");
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
});
