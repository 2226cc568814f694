import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { listRoutes } from "../contract/testing/procedure-routes.js";
import { callRest, callTrpc, type Input } from "../contract/testing/two-doors.js";
import { readJson, type RestPage, type RestTask, signUp } from "../e2e/person.js";

const routes = listRoutes();

/**
 * Makes each call that a version has, at both doors, at each as somebody new: from sign-up to the end of the account. A
 * procedure that is not called fails it.
 */
export async function makeEveryCall(url: string, name: string, origin: string): Promise<void> {
  for (const [door, send] of Object.entries({ rest: callRest, trpc: callTrpc })) {
    const called = await liveThrough(url, `${name}-${door}`, origin, send);
    expect([...called].toSorted()).toEqual(await proceduresOf(url));
  }
}

/** By the version's own document, which calls `tasks.list` `tasks-list`. */
async function proceduresOf(url: string): Promise<string[]> {
  const { paths }: { paths: Record<string, Record<string, { operationId: string }>> } = await readJson(
    await fetch(`${url}/api/openapi.json`),
  );
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  return operations.map(({ operationId }) => operationId.replaceAll("-", ".")).toSorted();
}

/** Gives the procedures that were called, each at least once with success. */
async function liveThrough(url: string, name: string, origin: string, send: typeof callRest): Promise<Set<string>> {
  const ada = await signUp(url, name, origin);
  const called = new Set<string>();
  const call = async <T>(procedure: string, input: Input, token = ada.token) => {
    const route = routes.find((one) => one.name === procedure);
    if (!route) throw new Error(`There is no ${procedure}`);
    const { output, ...failure } = await send(url, route, input, token);
    expect([procedure, input, failure]).toEqual([procedure, input, {}]);
    called.add(procedure);
    const value: T = JSON.parse(JSON.stringify(output ?? null));
    return value;
  };

  const one = await call<RestTask>("tasks.create", {
    title: "Water the plants",
    notes: "All of them",
    labels: ["home"],
    priority: "high",
    dueDate: "2026-12-01",
  });
  const { id } = one;
  const part = await call<RestTask>("tasks.create", { title: "The fern", parentId: id });
  const patched = await call<RestTask>("tasks.update", { id, title: "Water the garden" });
  expect([patched.title, patched.version]).toEqual(["Water the garden", one.version + 1]);
  expect(await call<RestTask>("tasks.update", { id, completed: true })).toHaveProperty("completed", true);
  await call("tasks.replace", { id: part.id, title: "The old fern", labels: ["home"] });
  expect(await call<RestTask>("tasks.get", { id: part.id })).toMatchObject({ title: "The old fern" });

  await call("tasks.batch", {
    operations: [
      { operation: "create", title: "Another" },
      { operation: "update", id: part.id, priority: "low" },
    ],
  });
  const filters = [{ q: "fern" }, { label: ["home"] }, { completed: true }, { sort: "dueAt" }, { sort: "-updatedAt" }];
  for (const filter of [...filters, { total: true }]) {
    const { items } = await call<RestPage>("tasks.list", filter);
    expect(items.length, JSON.stringify(filter)).toBeGreaterThan(0);
  }
  const first = await call<RestPage>("tasks.list", { limit: 1 });
  const second = await call<RestPage>("tasks.list", { limit: 1, cursor: first.nextCursor });
  expect(second.items[0]?.id).not.toBe(first.items[0]?.id);

  await call("tasks.delete", { id: part.id });
  await call("tasks.restore", { id: part.id });
  await call("tasks.delete", { id: part.id, permanent: true });
  await call("me.get", {});
  await call("me.update", { timeZone: "Asia/Kolkata", weekStart: 7 });

  const made = await call<{ id: string; key: string }>("me.keys.create", { name: "Program" });
  const once = { title: "Once", idempotencyKey: randomUUID() };
  const [written, again] = [
    await call<RestTask>("tasks.create", once, made.key),
    await call<RestTask>("tasks.create", once, made.key),
  ];
  expect(again.id).toBe(written.id);
  await call("me.keys.list", {});
  await call("me.keys.revoke", { id: made.id });

  const publicToken = await fetch(`${url}/api/auth/token`, { headers: { cookie: ada.cookie } });
  const { token } = await readJson<{ token: string }>(publicToken);
  await call("tasks.list", {}, token);
  await expectBatches(url, ada.token, id);
  await call("me.delete", { password: ada.password });
  return called;
}

/** Several calls in one request, as only tRPC takes them. */
async function expectBatches(url: string, token: string, id: string): Promise<void> {
  const trpc = async (names: string, inputs: readonly object[], method: "GET" | "POST") => {
    const input = JSON.stringify(Object.fromEntries(inputs.map((json, index) => [index, { json }])));
    const query = method === "GET" ? `&input=${encodeURIComponent(input)}` : "";
    const answer = await fetch(`${url}/api/trpc/${names}?batch=1${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(method === "POST" && { body: input }),
    });
    const text = await answer.text();
    expect([names, answer.status, answer.ok ? "" : text]).toEqual([names, 200, ""]);
  };
  await trpc("tasks.create,tasks.update", [{ title: "By tRPC" }, { id, completed: false }], "POST");
  await trpc("tasks.list,me.get,tasks.get", [{}, {}, { id }], "GET");
}
