import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { callApi, readJson, type RestPage, type RestTask, signUp } from "../e2e/person.js";

/** Makes each call that a version has, at both doors, as somebody new: from sign-up to the end of the account. */
export async function makeEveryCall(url: string, name: string, origin: string): Promise<void> {
  const ada = await signUp(url, name, origin);
  const call = async <T>(status: number, method: string, path: string, body?: unknown, token = ada.token) => {
    const answer = await callApi(url, token, method, `/api${path}`, body);
    const text = await answer.text();
    expect([method, path, answer.status, answer.ok ? "" : text]).toEqual([method, path, status, ""]);
    const value: T = JSON.parse(text || "null");
    return value;
  };

  const one = await call<RestTask>(201, "POST", "/tasks", {
    title: "Water the plants",
    notes: "All of them",
    labels: ["home"],
    priority: "high",
    dueDate: "2026-12-01",
  });
  const part = await call<RestTask>(201, "POST", "/tasks", { title: "The fern", parentId: one.id });
  const patched = await call<RestTask>(200, "PATCH", `/tasks/${one.id}`, { title: "Water the garden" });
  expect([patched.title, patched.version]).toEqual(["Water the garden", one.version + 1]);
  expect(await call<RestTask>(200, "PATCH", `/tasks/${one.id}`, { completed: true })).toHaveProperty("completed", true);
  await call(200, "PUT", `/tasks/${part.id}`, { title: "The old fern", labels: ["home"] });
  expect(await call<RestTask>(200, "GET", `/tasks/${part.id}`)).toMatchObject({ title: "The old fern" });

  await call(200, "POST", "/tasks/batch", {
    operations: [
      { operation: "create", title: "Another" },
      { operation: "update", id: part.id, priority: "low" },
    ],
  });
  for (const query of ["q=fern", "label=home", "completed=true", "sort=dueAt", "sort=-updatedAt", "total=true"]) {
    const { items } = await call<RestPage>(200, "GET", `/tasks?${query}`);
    expect(items.length, query).toBeGreaterThan(0);
  }
  const first = await call<RestPage>(200, "GET", "/tasks?limit=1");
  const second = await call<RestPage>(200, "GET", `/tasks?limit=1&cursor=${first.nextCursor}`);
  expect(second.items[0]?.id).not.toBe(first.items[0]?.id);

  await call(204, "DELETE", `/tasks/${part.id}`);
  await call(200, "POST", `/tasks/${part.id}/restore`, {});
  await call(204, "DELETE", `/tasks/${part.id}?permanent=true`);
  await call(200, "GET", "/me");
  await call(200, "PATCH", "/me", { timeZone: "Asia/Kolkata", weekStart: 7 });

  const made = await call<{ id: string; key: string }>(201, "POST", "/me/keys", { name: "Program" });
  const key = randomUUID();
  const write = async () => {
    const answer = await fetch(`${url}/api/tasks`, {
      method: "POST",
      headers: { authorization: `Bearer ${made.key}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ title: "Once" }),
    });
    expect(answer.status).toBe(201);
    return readJson<RestTask>(answer);
  };
  const [written, again] = [await write(), await write()];
  expect(again.id).toBe(written.id);
  await call(200, "GET", "/me/keys");
  await call(204, "DELETE", `/me/keys/${made.id}`);

  const trpc = async (paths: string, inputs: readonly object[], method: "GET" | "POST") => {
    const input = JSON.stringify(Object.fromEntries(inputs.map((json, index) => [index, { json }])));
    const query = method === "GET" ? `&input=${encodeURIComponent(input)}` : "";
    const answer = await fetch(`${url}/api/trpc/${paths}?batch=1${query}`, {
      method,
      headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json" },
      ...(method === "POST" && { body: input }),
    });
    const text = await answer.text();
    expect([paths, answer.status, answer.ok ? "" : text]).toEqual([paths, 200, ""]);
  };
  await trpc("tasks.create,tasks.update", [{ title: "By tRPC" }, { id: one.id, completed: false }], "POST");
  await trpc("tasks.list,me.get,tasks.get", [{}, {}, { id: one.id }], "GET");

  const publicToken = await fetch(`${url}/api/auth/token`, { headers: { cookie: ada.cookie } });
  const { token } = await readJson<{ token: string }>(publicToken);
  await call(200, "GET", "/tasks", undefined, token);
  await call(204, "POST", "/me/delete", { password: ada.password });
}
