import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SOON } from "../faults/rig.js";
import { hex, named, openTracedRig, type TracedRig } from "./traced-rig.js";

let traced: TracedRig;

beforeAll(async () => {
  traced = await openTracedRig();
});

afterAll(() => traced.close());

test("a page of tasks: from the caller's span to each statement", async () => {
  const list = await traced.call("GET", "/api/tasks?limit=5");
  expect(await traced.treeOf(list)).toEqual([
    "GET /api/tasks",
    "  tasks.list",
    "    read transaction",
    "      COMMIT",
    "      SELECT app.tasks",
    "      wait for a connection",
  ]);
  const spans = await traced.spansOf(list);
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
    resource: { "service.name": "typedo", "process.pid": traced.rig.server.process.pid },
  });
  await vi.waitFor(
    () => expect(traced.linesOf(requestId)).toMatchObject([{ msg: "answered", traceId: list.traceId }]),
    SOON,
  );
});

test("what is created under an idempotency key", async () => {
  const key = `key-${randomUUID()}`;
  const create = () => traced.call("POST", "/api/tasks", { title: "A task" }, { "idempotency-key": key });
  const first = await create();
  expect(first.status).toBe(201);
  expect(await traced.treeOf(first)).toEqual([
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
  expect(await traced.treeOf(again)).not.toContain("      INSERT app.tasks");
});

test("of a batch, each call has its own, with what the accounts are asked; what they read together is the first one's", async () => {
  const input = { 0: { json: { limit: 1 } }, 1: { json: { id: randomUUID() } }, 2: { json: {} } };
  const path = `/api/trpc/tasks.list,tasks.get,me.get?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`;
  const batch = await traced.call("GET", path);
  expect(batch.status).toBe(207);
  expect(await traced.treeOf(batch)).toEqual([
    "GET /api/trpc/:path",
    "  me.get",
    "    SELECT auth.user",
    "      wait for a connection",
    "  tasks.get",
    "  tasks.list",
    "    read transaction",
    "      COMMIT",
    "      SELECT app.tasks",
    "      SELECT app.tasks",
    "      SELECT app.user_state",
    "      wait for a connection",
  ]);
  const spans = await traced.spansOf(batch);
  expect(named(spans, "tasks.get")).toMatchObject({ attributes: { "error.type": "not_found" }, status: 0 });
  expect(named(spans, "tasks.list").attributes).not.toHaveProperty("error.type");
});

test("what is not there, what is refused, and who signs in", async () => {
  const missing = await traced.call("GET", `/api/tasks/${randomUUID()}`);
  expect(missing.status).toBe(404);
  const spans = await traced.spansOf(missing);
  expect(named(spans, "GET /api/tasks/{id}")).toMatchObject({
    attributes: { "http.response.status_code": 404 },
    status: 0,
  });
  expect(named(spans, "tasks.get")).toMatchObject({ attributes: { "error.type": "not_found" }, status: 0 });

  for (const [name, refused] of [
    // By the procedure's own schema, and by REST before it.
    ["tasks.create", await traced.call("POST", "/api/tasks", { title: 5 })],
    ["tasks.update", await traced.call("PATCH", `/api/tasks/${randomUUID()}`, { id: randomUUID() })],
  ] as const) {
    expect(refused.status).toBe(422);
    const invalid = await traced.spansOf(refused);
    expect(named(invalid, name).attributes).toMatchObject({ "error.type": "validation_failed" });
    expect(invalid).toHaveLength(2);
  }

  const credentials = { email: "zaphod@example.com", password: traced.person.password };
  const signIn = await traced.call("POST", "/api/auth/sign-in/email", credentials, { origin: traced.rig.server.url });
  expect(signIn.status).toBe(200);
  expect(await traced.treeOf(signIn)).toEqual(
    expect.arrayContaining(["POST /api/auth/sign-in/email", "  SELECT auth.user", "  INSERT auth.session"]),
  );
});

test("a request's route is what the log says, and where there is none it has none", async () => {
  const routes = {
    "/api/auth/reset-password/a-token": "/api/auth/reset-password/:token",
    "/api/auth/nothing": "/api/auth/*",
    [`/api/tasks/${randomUUID()}`]: "/api/tasks/{id}",
    "/api/nothing": undefined,
  };
  for (const [path, route] of Object.entries(routes)) {
    const answer = await traced.call("GET", path);
    const request = (await traced.spansOf(answer)).find(({ parentSpanId }) => parentSpanId === answer.above);
    expect([request?.name, request?.attributes["http.route"]]).toEqual([["GET", route ?? []].flat().join(" "), route]);
    await vi.waitFor(() => {
      const lines = traced.linesOf(answer.headers.get("x-request-id") ?? "");
      expect(lines).toMatchObject([{ msg: "answered", route: route ?? "none" }]);
    }, SOON);
  }
});

test("with the database away: a fault from the request down to the connection", async () => {
  traced.rig.proxy.set("refusal");
  traced.rig.proxy.cut();
  try {
    // Connections that were idle may be lent once more, before it is seen that they are lost.
    const away = await vi.waitFor(async () => {
      const one = await traced.call("GET", "/api/tasks");
      expect(one.status).toBe(503);
      expect(await traced.treeOf(one)).toEqual([
        "GET /api/tasks",
        "  tasks.list",
        "    read transaction",
        "      wait for a connection",
      ]);
      return one;
    }, SOON);
    const spans = await traced.spansOf(away);
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
      const lines = traced.linesOf(away.headers.get("x-request-id") ?? "");
      expect(lines.map(({ msg, traceId }) => [msg, traceId])).toEqual([
        ["Not available for the moment", away.traceId],
        ["answered", away.traceId],
      ]);
    }, SOON);
  } finally {
    traced.rig.proxy.set("none");
  }
});

test("who goes away before the answer is told of, without a status", async () => {
  traced.rig.proxy.set("silence");
  const [traceId, above] = [hex(16), hex(8)];
  const headers = { authorization: `Bearer ${traced.person.token}`, traceparent: `00-${traceId}-${above}-01` };
  try {
    const gone = fetch(`${traced.rig.server.url}/api/tasks`, { headers, signal: AbortSignal.timeout(300) });
    await expect(gone).rejects.toThrow();
    const request = named(await traced.spansOf({ traceId, above }), "GET /api/tasks");
    expect(request).toMatchObject({ attributes: { "error.type": "aborted" }, status: 0 });
    expect(request.attributes).not.toHaveProperty("http.response.status_code");
  } finally {
    traced.rig.proxy.cut();
    traced.rig.proxy.set("none");
  }
});
