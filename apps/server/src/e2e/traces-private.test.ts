import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SOON } from "../faults/rig.js";
import { hex, named, openTracedRig, type TracedRig } from "./traced-rig.js";

let traced: TracedRig;

beforeAll(async () => {
  traced = await openTracedRig();
});

afterAll(() => traced.close());

test("whose caller keeps no trace has none kept, and neither have pages and probes", async () => {
  const unsampled = hex(16);
  const plain = await traced.call("GET", "/api/tasks", undefined, { traceparent: `00-${unsampled}-${hex(8)}-00` });
  const paths = ["/healthz", "/readyz", "/metrics", "/", "/docs"];
  const others = await Promise.all(paths.map((path) => traced.call("GET", path)));
  // What is sent after them is there: so they would be too.
  await traced.spansOf(await traced.call("GET", "/api/tasks"));
  const kept = new Set(traced.collector.spans().map(({ traceId }) => traceId));
  expect([unsampled, ...others.map(({ traceId }) => traceId)].filter((traceId) => kept.has(traceId))).toEqual([]);
  await vi.waitFor(() => {
    const [line] = traced.linesOf(plain.headers.get("x-request-id") ?? "");
    expect(line).toMatchObject({ msg: "answered" });
    expect(line).not.toHaveProperty("traceId");
  }, SOON);
});

test("a request that comes without a trace, or with nonsense for one, begins one", async () => {
  for (const traceparent of ["", "00-nonsense", `00-${"0".repeat(32)}-${hex(8)}-01`]) {
    const { headers } = await traced.call("GET", "/api/tasks", undefined, { traceparent });
    const requestId = headers.get("x-request-id");
    const mine = () =>
      traced.collector.spans().filter(({ attributes }) => attributes["typedo.request_id"] === requestId);
    await vi.waitFor(() => expect(mine().map(({ name }) => name)).toContain("GET /api/tasks"), SOON);
    expect(named(mine(), "GET /api/tasks").parentSpanId).toBeUndefined();
  }
});

test("nothing of anybody is in a span", async () => {
  const secrets = [
    "Vogon-poetry",
    "towel-notes",
    "babel-label",
    "magrathea",
    "krikkit-name",
    "marvin/42",
    "slartibartfast",
    "heart-of-gold",
  ];
  const [title, notes, label, words, name, agent, unknown, state] = secrets;
  const requestId = `seen-${randomUUID()}`;
  const created = await traced.call(
    "POST",
    "/api/tasks",
    { title, notes, labels: [label] },
    { "user-agent": agent ?? "" },
  );
  const { id }: { id: string } = JSON.parse(created.body);
  // Another, so that there is a next page.
  await traced.call("POST", "/api/tasks", { title });
  const page = await traced.call("GET", "/api/tasks?limit=1");
  const { nextCursor }: { nextCursor: string } = JSON.parse(page.body);
  const made = await traced.call("POST", "/api/me/keys", { name, scopes: ["tasks:read"], expiresAt: null });
  const { key, id: keyId }: { key: string; id: string } = JSON.parse(made.body);
  const byKey = { authorization: `Bearer ${key}`, "x-request-id": requestId };
  for (const one of [
    page,
    await traced.call("GET", `/api/tasks?q=${words}&label=${label}&total=true`, undefined, byKey),
    await traced.call("GET", `/api/tasks/${id}`, undefined, { cookie: traced.person.cookie, "if-none-match": '"1"' }),
    await traced.call("GET", "/api/lists", undefined, {
      tracestate: `other=${state}`,
      "x-forwarded-for": "192.0.2.99",
    }),
    await traced.call("PATCH", `/api/tasks/${id}`, { title: `${title} again` }, { "idempotency-key": `k-${id}` }),
    await traced.call("POST", "/api/tasks", { id, title }),
    await traced.call("PATCH", "/api/me", { name }),
    await traced.call("DELETE", `/api/me/keys/${keyId}`),
    await traced.call("GET", `/api/${unknown}/${unknown}?${unknown}`),
    await traced.call("GET", `/api/trpc/${unknown}`),
    await traced.call(
      "POST",
      "/api/auth/sign-in/email",
      { email: "zaphod@example.com", password: `${unknown}!` },
      { origin: traced.rig.server.url },
    ),
  ]) {
    await traced.spansOf(one);
  }
  const all = Buffer.concat(traced.collector.received.map(({ body }) => body)).toString();
  const theirs = [
    ...secrets,
    id,
    keyId,
    key,
    nextCursor,
    "zaphod",
    "@example.com",
    traced.person.password,
    traced.person.userId,
    traced.person.token,
  ];
  expect(theirs.filter((one) => all.includes(one))).toEqual([]);
  expect(theirs.filter((one) => one.length < 5)).toEqual([]);
  expect(["127.0.0.1", "::1", "192.0.2.99"].filter((address) => all.includes(address))).toEqual([]);
  const cookies = traced.person.cookie.split("; ").map((cookie) => cookie.slice(cookie.indexOf("=") + 1));
  expect(cookies.filter((cookie) => all.includes(cookie))).toEqual([]);
  // What would be seen, if it were there.
  expect(all).toContain(requestId);
  expect(all).toContain("INSERT app.tasks");
});
