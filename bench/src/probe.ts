import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Target } from "./targets.js";

/** A server gave a wrong answer, or none: nothing that was measured of it counts. */
export class WrongAnswerError extends Error {
  override readonly name = "WrongAnswerError";
}

const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** Each field of a task as our API promises it, and no other. */
const taskAnswer = z.strictObject({
  id: z.guid(),
  title: z.string(),
  notes: z.string().nullable(),
  completed: z.boolean(),
  priority: z.enum(["none", "low", "medium", "high", "urgent"]),
  dueDate: z.string().nullable(),
  dueTime: z.string().nullable(),
  timeZone: z.string().nullable(),
  labels: z.array(z.string()),
  parentId: z.guid().nullable(),
  position: z.string(),
  userId: z.string(),
  completedAt: instant.nullable(),
  dueAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: instant.nullable(),
  version: z.int(),
  seq: z.string(),
});

export type TaskAnswer = z.output<typeof taskAnswer>;

const pageAnswer = z.strictObject({ items: z.array(taskAnswer), nextCursor: z.string().min(1).nullable() });

interface Asking {
  readonly url: string;
  readonly token?: string;
}

/** One page of a user's tasks. @throws WrongAnswerError unless they are all the user's own, newest first */
export async function askList(url: string, user: Pick<Target, "userId" | "token">, limit: number) {
  const page = await ask({ url, token: user.token }, "GET", `/api/tasks?limit=${limit}`, 200, pageAnswer);
  expect(
    page.items.every(({ userId }) => userId === user.userId),
    `${url} lists another user's tasks`,
  );
  const order = page.items.map(({ createdAt, id }) => `${createdAt} ${id}`);
  expect(isDeepStrictEqual(order, order.toSorted().toReversed()), `${url} does not list the newest first`);
  return page;
}

/** Reads that change nothing: the same answers from each server. */
export async function probeReads(url: string, user: Target, other: Target): Promise<readonly TaskAnswer[]> {
  const { items, nextCursor } = await askList(url, user, 20);
  expect(items.length === Math.min(20, user.taskIds.length), `${url} lists ${items.length} tasks`);
  expect((nextCursor !== null) === user.taskIds.length > 20, `${url} is wrong about a next page`);
  for (const item of items.slice(0, 3)) {
    const task = await ask({ url, token: user.token }, "GET", `/api/tasks/${item.id}`, 200, taskAnswer);
    expect(isDeepStrictEqual(task, item), `${url} gets a task otherwise than it lists it`);
  }
  const [foreign = ""] = other.taskIds;
  await ask({ url, token: user.token }, "GET", `/api/tasks/${foreign}`, 404);
  await ask({ url }, "GET", "/api/tasks?limit=20", 401);
  await ask({ url, token: `${user.token.slice(0, -4)}AAAA` }, "GET", "/api/tasks?limit=20", 401);
  return items;
}

/** Writes, and whether they are there afterwards. */
export async function probeWrites(url: string, user: Target, other: Target): Promise<void> {
  const by = { url, token: user.token };
  const input = { title: 'Water "the" plants', notes: "Twice", priority: "high", labels: ["home", 'two "words"'] };
  const created = await ask(by, "POST", "/api/tasks", 201, taskAnswer, input);
  const { title, notes, priority, labels } = created;
  expect(isDeepStrictEqual({ title, notes, priority, labels }, input), `${url} creates another task than it was asked`);
  const renamed = await ask(by, "PATCH", `/api/tasks/${created.id}`, 200, taskAnswer, { title: "Water them" });
  const expected = { ...created, title: "Water them", version: 2, seq: renamed.seq, updatedAt: renamed.updatedAt };
  expect(isDeepStrictEqual(renamed, expected), `${url} changes more than the title, or less`);
  expect(BigInt(renamed.seq) === BigInt(created.seq) + 1n, `${url} does not number its changes`);
  const [first] = (await askList(url, user, 20)).items;
  expect(isDeepStrictEqual(first, renamed), `${url} does not list what it stored`);
  const [foreign = ""] = other.taskIds;
  await ask(by, "PATCH", `/api/tasks/${foreign}`, 404, undefined, { title: "Mine" });
}

async function ask(by: Asking, method: string, path: string, status: number): Promise<void>;
async function ask(
  by: Asking,
  method: string,
  path: string,
  status: number,
  schema: undefined,
  body: unknown,
): Promise<void>;
async function ask<T>(
  by: Asking,
  method: string,
  path: string,
  status: number,
  schema: z.ZodType<T>,
  body?: unknown,
): Promise<T>;
async function ask<T>(
  { url, token }: Asking,
  method: string,
  path: string,
  status: number,
  schema?: z.ZodType<T>,
  body?: unknown,
): Promise<T | undefined> {
  const headers = new Headers();
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.status === status, `${url} answers ${method} ${path} with ${response.status}: ${text.slice(0, 300)}`);
  if (!schema) return undefined;
  const { data, error } = schema.safeParse(JSON.parse(text));
  if (!data) throw new WrongAnswerError(`${url} answers ${method} ${path} in another shape: ${String(error)}`);
  return data;
}

/** @throws WrongAnswerError */
export function expect(fact: boolean, otherwise: string): asserts fact {
  if (!fact) throw new WrongAnswerError(otherwise);
}
