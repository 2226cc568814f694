import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, readJson, type RestPage, type RestTask, signUp, trpcAs } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

const COUNT = 1000;

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let ada: Person;
let bob: Person;
let created: RestTask[];

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn" });
  ada = await signUp(typedo.url, "ada");
  bob = await signUp(typedo.url, "bob");
  created = [];
  for (let index = 0; index < COUNT; index += 20) {
    const batch = Array.from({ length: 20 }, (_, offset) =>
      ada.call("POST", "/api/tasks", { title: `Task ${index + offset}`, completed: offset % 4 === 0 }),
    );
    for (const answer of await Promise.all(batch)) {
      expect(answer.status).toBe(201);
      created.push(await readJson<RestTask>(answer));
    }
  }
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

async function walkRest(query: string): Promise<RestTask[]> {
  const all: RestTask[] = [];
  let path: string | undefined = `/api/tasks?${query}`;
  while (path !== undefined) {
    const answer: Response = await ada.call("GET", path);
    const page: RestPage = await readJson(answer);
    all.push(...page.items);
    const link: string | null = answer.headers.get("link");
    expect(link === null).toBe(page.nextCursor === null);
    path = link === null ? undefined : /^<(.*)>; rel="next"$/.exec(link)?.[1];
  }
  return all;
}

describe("a thousand tasks", () => {
  test("are paged through at both doors: each exactly once, in the same order", async () => {
    const rest = await walkRest("limit=100&sort=createdAt");
    expect(new Set(rest.map((task) => task.id))).toEqual(new Set(created.map((task) => task.id)));
    expect(rest).toHaveLength(COUNT);

    const trpc = trpcAs(typedo.url, ada.token);
    const typed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await trpc.tasks.list.query({ limit: 100, sort: "createdAt", cursor });
      expect(page.items.every((task) => task.createdAt instanceof Date)).toBe(true);
      typed.push(...page.items.map((task) => task.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(typed).toEqual(rest.map((task) => task.id));
  });

  test("are filtered: false is not true", async () => {
    const done = await walkRest("completed=true&limit=100");
    const open = await walkRest("completed=false&limit=100");
    expect([done.length, open.length]).toEqual([COUNT / 4, (COUNT * 3) / 4]);
    expect(done.every((task) => task.completed) && open.every((task) => !task.completed)).toBe(true);
  });

  test("are edited, trashed and restored, and both doors see it", async () => {
    const [task] = created;
    const path = `/api/tasks/${task?.id}`;
    const edited = await ada.call("PATCH", path, { title: "Edited", priority: "high" });
    expect([edited.status, edited.headers.get("etag")]).toEqual([200, '"2"']);
    expect(await trpcAs(typedo.url, ada.token).tasks.get.query({ id: task?.id ?? "" })).toMatchObject({
      title: "Edited",
      priority: "high",
      version: 2,
    });
    const removed = await ada.call("DELETE", path);
    expect([removed.status, await removed.text()]).toEqual([204, ""]);
    expect((await ada.call("GET", path)).status).toBe(404);
    expect((await ada.call("POST", `${path}/restore`)).status).toBe(200);
    expect((await ada.call("GET", path)).status).toBe(200);
  });
});

describe("a second user", () => {
  test("sees none of it by any call", async () => {
    expect(await readJson(await bob.call("GET", "/api/tasks"))).toEqual({ items: [], nextCursor: null });
    const path = `/api/tasks/${created[5]?.id}`;
    for (const [method, at, body] of [
      ["GET", path],
      ["HEAD", path],
      ["PATCH", path, { title: "Taken" }],
      ["DELETE", path],
      ["POST", `${path}/restore`],
    ] as const) {
      expect([method, (await bob.call(method, at, body)).status]).toEqual([method, 404]);
    }
    const trpc = trpcAs(typedo.url, bob.token);
    await expect(trpc.tasks.get.query({ id: created[5]?.id ?? "" })).rejects.toMatchObject({
      data: { code: "not_found", httpStatus: 404 },
    });
    // The same id in another account is another task.
    expect((await bob.call("PUT", path, { title: "Bob's own" })).status).toBe(201);
    expect((await bob.call("DELETE", `${path}?permanent=true`)).status).toBe(204);
    expect((await readJson<RestTask>(await ada.call("GET", path))).title).toBe("Task 5");
  });

  test("gets the same answer for another's task as for none", async () => {
    const [other, none] = await Promise.all([
      bob.call("GET", `/api/tasks/${created[5]?.id}`),
      bob.call("GET", "/api/tasks/00000000-0000-4000-8000-000000000000"),
    ]);
    const anonymous = async (answer: Response) => ({
      ...(await readJson<object>(answer)),
      instance: "",
      requestId: "",
    });
    expect(await anonymous(other)).toEqual(await anonymous(none));
    const names = (answer: Response) => [...answer.headers.keys()];
    expect(names(other)).toEqual(names(none));
  });

  test("can't be spoken for", async () => {
    expect((await bob.call("GET", `/api/tasks?userId=${ada.userId}`)).status).toBe(403);
    expect((await bob.call("POST", "/api/tasks", { title: "A", userId: ada.userId })).status).toBe(403);
    expect((await bob.call("GET", `/api/tasks?userId=${bob.userId}`)).status).toBe(200);
  });
});
