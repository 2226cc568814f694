import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openRig, type Rig, SOON } from "../faults/rig.js";
import { type Collected, type Collector, openCollector } from "./collector.js";
import type { Person } from "./person.js";

let collector: Collector;
let rig: Rig;
let ada: Person;

beforeAll(async () => {
  collector = await openCollector();
  rig = await openRig(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      LOG_LEVEL: "info",
    },
    ["zaphod"],
  );
  const [person] = rig.people;
  if (!person) throw new Error("nobody signed up");
  ada = person;
});

afterAll(async () => {
  await rig.close();
  await collector.close();
});

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

interface Traced {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly traceId: string;
  /** The caller's own span. */
  readonly above: string;
}

/** Calls as a part of a trace of its own. */
async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Traced> {
  const [traceId, above] = [hex(16), hex(8)];
  const answer = await fetch(rig.server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${ada.token}`,
      traceparent: `00-${traceId}-${above}-01`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text(), traceId, above };
}

/** What came of a call, when all of it has: the request's own span is the last to end. */
async function spansOf({ traceId, above }: Pick<Traced, "traceId" | "above">): Promise<Collected[]> {
  const spans = () => collector.spans().filter((span) => span.traceId === traceId);
  await vi.waitFor(() => expect(spans().some(({ parentSpanId }) => parentSpanId === above)).toBe(true), SOON);
  return spans();
}

async function treeOf(traced: Traced): Promise<string[]> {
  await spansOf(traced);
  return collector.tree(traced.traceId).split("\n");
}

/** One that must be there. */
function named(spans: readonly Collected[], name: string): Collected {
  const span = spans.find((one) => one.name === name);
  if (!span) throw new Error(`There is no ${name} among ${spans.map((one) => one.name).join(", ")}`);
  return span;
}

/** Lines of the log about a request. */
function linesOf(requestId: string): { msg: string; traceId?: string }[] {
  return rig.server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): { msg: string; requestId?: string; traceId?: string } => JSON.parse(line))
    .filter((line) => line.requestId === requestId);
}

test("a page of tasks: from the caller's span to each statement", async () => {
  const list = await call("GET", "/api/tasks?limit=5");
  expect(await treeOf(list)).toEqual([
    "GET /api/tasks",
    "  tasks.list",
    "    read transaction",
    "      COMMIT",
    "      SELECT app.tasks",
    "      wait for a connection",
  ]);
  const spans = await spansOf(list);
  const requestId = list.headers.get("x-request-id") ?? "";
  const [server, internal, client] = [2, 1, 3];
  expect(named(spans, "GET /api/tasks")).toMatchObject({ kind: server, parentSpanId: list.above, status: 0 });
  expect(named(spans, "GET /api/tasks").attributes).toEqual({
    "http.request.method": "GET",
    "http.route": "/api/tasks",
    "http.response.status_code": 200,
    "url.scheme": "http",
    "typedo.request_id": requestId,
  });
  expect(named(spans, "tasks.list")).toMatchObject({
    kind: internal,
    attributes: { "rpc.system.name": "trpc", "rpc.method": "tasks.list", "typedo.request_id": requestId },
  });
  expect(named(spans, "SELECT app.tasks")).toMatchObject({
    kind: client,
    attributes: {
      "db.system.name": "postgresql",
      "db.operation.name": "SELECT",
      "db.query.summary": "SELECT app.tasks",
      "typedo.request_id": requestId,
    },
    resource: { "service.name": "typedo", "process.pid": rig.server.process.pid },
  });
  await vi.waitFor(() => expect(linesOf(requestId)).toMatchObject([{ msg: "answered", traceId: list.traceId }]), SOON);
});

test("what is created under an idempotency key", async () => {
  const key = `key-${randomUUID()}`;
  const create = () => call("POST", "/api/tasks", { title: "A task" }, { "idempotency-key": key });
  const first = await create();
  expect(first.status).toBe(201);
  expect(await treeOf(first)).toEqual([
    "POST /api/tasks",
    "  tasks.create",
    "    write transaction",
    "      COMMIT",
    "      DELETE app.idempotency",
    "      INSERT app.idempotency",
    "      INSERT app.tasks",
    "      SELECT app.idempotency",
    "      SELECT pg_try_advisory_xact_lock",
    "      wait for a connection",
  ]);
  const again = await create();
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await treeOf(again)).not.toContain("      INSERT app.tasks");
});

test("of a batch, each call has its own; what the accounts are asked is a part of it too", async () => {
  const input = { 0: { json: { limit: 1 } }, 1: { json: { id: randomUUID() } }, 2: { json: {} } };
  const path = `/api/trpc/tasks.list,tasks.get,me.get?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`;
  const batch = await call("GET", path);
  expect(batch.status).toBe(207);
  const transaction = (...statements: string[]) => [
    "    read transaction",
    ...["COMMIT", ...statements, "wait for a connection"].map((name) => `      ${name}`),
  ];
  expect(await treeOf(batch)).toEqual([
    "GET /api/trpc/:path",
    "  me.get",
    "    SELECT auth.user",
    "      wait for a connection",
    ...transaction("SELECT app.user_state"),
    "  tasks.get",
    ...transaction("SELECT app.tasks"),
    "  tasks.list",
    ...transaction("SELECT app.tasks"),
  ]);
  const spans = await spansOf(batch);
  expect(named(spans, "tasks.get")).toMatchObject({ attributes: { "error.type": "not_found" }, status: 0 });
  expect(named(spans, "tasks.list").attributes).not.toHaveProperty("error.type");
});

test("what is not there, what is refused, and who signs in", async () => {
  const missing = await call("GET", `/api/tasks/${randomUUID()}`);
  expect(missing.status).toBe(404);
  const spans = await spansOf(missing);
  expect(named(spans, "GET /api/tasks/{id}")).toMatchObject({
    attributes: { "http.response.status_code": 404 },
    status: 0,
  });
  expect(named(spans, "tasks.get")).toMatchObject({ attributes: { "error.type": "not_found" }, status: 0 });

  for (const [name, refused] of [
    // By the procedure's own schema, and by REST before it.
    ["tasks.create", await call("POST", "/api/tasks", { title: 5 })],
    ["tasks.update", await call("PATCH", `/api/tasks/${randomUUID()}`, { id: randomUUID() })],
  ] as const) {
    expect(refused.status).toBe(422);
    const invalid = await spansOf(refused);
    expect(named(invalid, name).attributes).toMatchObject({ "error.type": "validation_failed" });
    expect(invalid).toHaveLength(2);
  }

  const credentials = { email: "zaphod@example.com", password: ada.password };
  const signIn = await call("POST", "/api/auth/sign-in/email", credentials, { origin: rig.server.url });
  expect(signIn.status).toBe(200);
  expect(await treeOf(signIn)).toEqual(
    expect.arrayContaining(["POST /api/auth/*", "  SELECT auth.user", "  INSERT auth.session"]),
  );
});

test("with the database away: a fault from the request down to the connection", async () => {
  rig.proxy.set("refusal");
  rig.proxy.cut();
  try {
    // Connections that were idle may be lent once more, before it is seen that they are lost.
    const away = await vi.waitFor(async () => {
      const one = await call("GET", "/api/tasks");
      expect(one.status).toBe(503);
      expect(await treeOf(one)).toEqual([
        "GET /api/tasks",
        "  tasks.list",
        "    read transaction",
        "      wait for a connection",
      ]);
      return one;
    }, SOON);
    const spans = await spansOf(away);
    expect(spans.map(({ status }) => status)).toEqual([2, 2, 2, 2]);
    expect(named(spans, "GET /api/tasks").attributes).toMatchObject({
      "http.response.status_code": 503,
      "error.type": "503",
    });
    expect(named(spans, "tasks.list").attributes).toMatchObject({ "error.type": "unavailable" });
    expect(named(spans, "wait for a connection").attributes).toMatchObject({
      "error.type": expect.stringMatching(/^(?:connection-lost|refused|pool-exhausted)$/),
    });
    await vi.waitFor(() => {
      const lines = linesOf(away.headers.get("x-request-id") ?? "");
      expect(lines.map(({ msg, traceId }) => [msg, traceId])).toEqual([
        ["Not available for the moment", away.traceId],
        ["answered", away.traceId],
      ]);
    }, SOON);
  } finally {
    rig.proxy.set("none");
  }
});

test("who goes away before the answer is told of, without a status", async () => {
  rig.proxy.set("silence");
  const [traceId, above] = [hex(16), hex(8)];
  const headers = { authorization: `Bearer ${ada.token}`, traceparent: `00-${traceId}-${above}-01` };
  try {
    const gone = fetch(`${rig.server.url}/api/tasks`, { headers, signal: AbortSignal.timeout(300) });
    await expect(gone).rejects.toThrow();
    const request = named(await spansOf({ traceId, above }), "GET /api/tasks");
    expect(request).toMatchObject({ attributes: { "error.type": "aborted" }, status: 0 });
    expect(request.attributes).not.toHaveProperty("http.response.status_code");
  } finally {
    rig.proxy.cut();
    rig.proxy.set("none");
  }
});

test("whose caller keeps no trace has none kept, and neither have pages and probes", async () => {
  const unsampled = hex(16);
  const plain = await call("GET", "/api/tasks", undefined, { traceparent: `00-${unsampled}-${hex(8)}-00` });
  const paths = ["/healthz", "/readyz", "/metrics", "/", "/docs"];
  const others = await Promise.all(paths.map((path) => call("GET", path)));
  // What is sent after them is there: so they would be too.
  await spansOf(await call("GET", "/api/tasks"));
  const kept = new Set(collector.spans().map(({ traceId }) => traceId));
  expect([unsampled, ...others.map(({ traceId }) => traceId)].filter((traceId) => kept.has(traceId))).toEqual([]);
  await vi.waitFor(() => {
    const [line] = linesOf(plain.headers.get("x-request-id") ?? "");
    expect(line).toMatchObject({ msg: "answered" });
    expect(line).not.toHaveProperty("traceId");
  }, SOON);
});

test("a request that comes without a trace, or with nonsense for one, begins one", async () => {
  for (const traceparent of ["", "00-nonsense", `00-${"0".repeat(32)}-${hex(8)}-01`]) {
    const { headers } = await call("GET", "/api/tasks", undefined, { traceparent });
    const requestId = headers.get("x-request-id");
    const mine = () => collector.spans().filter(({ attributes }) => attributes["typedo.request_id"] === requestId);
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
  ];
  const [title, notes, label, words, name, agent, unknown] = secrets;
  const requestId = `seen-${randomUUID()}`;
  const created = await call("POST", "/api/tasks", { title, notes, labels: [label] }, { "user-agent": agent ?? "" });
  const { id }: { id: string } = JSON.parse(created.body);
  const page = await call("GET", "/api/tasks?limit=1");
  const { nextCursor }: { nextCursor: string | null } = JSON.parse(page.body);
  const made = await call("POST", "/api/me/keys", { name, scopes: ["tasks:read"], expiresAt: null });
  const { key, id: keyId }: { key: string; id: string } = JSON.parse(made.body);
  const byKey = { authorization: `Bearer ${key}`, "x-request-id": requestId };
  for (const traced of [
    page,
    await call("GET", `/api/tasks?q=${words}&label=${label}&total=true`, undefined, byKey),
    await call("GET", `/api/tasks/${id}`, undefined, { cookie: ada.cookie, "if-none-match": '"1"' }),
    await call("PATCH", `/api/tasks/${id}`, { title: `${title} again` }, { "idempotency-key": `k-${id}` }),
    await call("POST", "/api/tasks", { id, title }),
    await call("PATCH", "/api/me", { name }),
    await call("DELETE", `/api/me/keys/${keyId}`),
    await call("GET", `/api/${unknown}/${unknown}?${unknown}`),
    await call("GET", `/api/trpc/${unknown}`),
    await call(
      "POST",
      "/api/auth/sign-in/email",
      { email: "zaphod@example.com", password: `${unknown}!` },
      { origin: rig.server.url },
    ),
  ]) {
    await spansOf(traced);
  }
  const all = Buffer.concat(collector.received.map(({ body }) => body)).toString();
  const theirs = [
    ...secrets,
    id,
    keyId,
    key,
    nextCursor ?? "none",
    "zaphod",
    "@example.com",
    ada.password,
    ada.userId,
    ada.token,
  ];
  expect(theirs.filter((one) => all.includes(one))).toEqual([]);
  expect(theirs.filter((one) => one.length < 5)).toEqual([]);
  const cookies = ada.cookie.split("; ").map((cookie) => cookie.slice(cookie.indexOf("=") + 1));
  expect(cookies.filter((cookie) => all.includes(cookie))).toEqual([]);
  // What would be seen, if it were there.
  expect(all).toContain(requestId);
  expect(all).toContain("INSERT app.tasks");
});
