import { mintAccessToken } from "@typedo/auth";
import { readFile } from "node:fs/promises";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@typedo/api";
import { decodeJwt, SignJWT } from "jose";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi, type Person, readJson, type RestPage, type RestTask, signUp } from "./person.js";
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

function trpcAs(token: string) {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${typedo.url}/api/trpc`,
        transformer: superjson,
        maxItems: 10,
        headers: { authorization: `Bearer ${token}` },
      }),
    ],
  });
}

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

    const trpc = trpcAs(ada.token);
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
    expect(await trpcAs(ada.token).tasks.get.query({ id: task?.id ?? "" })).toMatchObject({
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
    const trpc = trpcAs(bob.token);
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

describe("a token", () => {
  const secret = async () => (await readFile(`${data.path}/secret`, "utf8")).trim();
  const mint = async (claims: Record<string, unknown>, key?: string) =>
    new SignJWT({
      iss: typedo.url,
      aud: typedo.url,
      sub: ada.userId,
      exp: Math.floor(Date.now() / 1000) + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(key ?? (await secret())));
  const status = async (token: string) => (await callApi(typedo.url, token, "GET", "/api/tasks?limit=1")).status;

  test("minted elsewhere with the secret and jose works", async () => {
    expect(await status(await mint({}))).toBe(200);
    const { token } = await mintAccessToken({
      secret: await secret(),
      baseUrl: typedo.url,
      userId: ada.userId,
      scopes: ["tasks:read"],
    });
    expect(await status(token)).toBe(200);
  });

  test("of a service without the secret works too, by the public keys", async () => {
    const { token } = await readJson<{ token: string }>(
      await fetch(`${typedo.url}/api/auth/token`, { headers: { cookie: ada.cookie } }),
    );
    expect(await status(token)).toBe(200);
    expect(
      (await readJson<{ keys: object[] }>(await fetch(`${typedo.url}/api/auth/jwks`))).keys.length,
    ).toBeGreaterThan(0);
  });

  test("that is forged in any way is 401, and says so", async () => {
    const [header = "", payload = "", signature = ""] = ada.token.split(".");
    const forged: Record<string, string> = {
      "another secret": await mint({}, "another secret of at least 32 bytes"),
      "another audience": await mint({ aud: "https://elsewhere.example" }),
      "another issuer": await mint({ iss: "https://elsewhere.example" }),
      expired: await mint({ exp: 1 }),
      "no expiry": await mint({ exp: undefined }),
      "no subject": await mint({ sub: undefined }),
      "alg none": `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`,
      "no signature": `${header}.${payload}.`,
      "edited payload": `${header}.${Buffer.from(JSON.stringify({ ...decodeJwt(ada.token), sub: bob.userId })).toString("base64url")}.${signature}`,
      "the session's cookie": decodeURIComponent(ada.cookie.split("=")[1] ?? ""),
      nonsense: "nonsense",
    };
    for (const [what, token] of Object.entries(forged)) {
      const answer = await callApi(typedo.url, token, "GET", "/api/tasks");
      expect([what, answer.status, answer.headers.get("www-authenticate")]).toEqual([
        what,
        401,
        'Bearer error="invalid_token"',
      ]);
    }
    const none = await fetch(`${typedo.url}/api/tasks`, { headers: { cookie: ada.cookie } });
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });

  test("that may only read can't write, at either door", async () => {
    const reader = await mint({ scope: "tasks:read" });
    expect((await callApi(typedo.url, reader, "POST", "/api/tasks", { title: "A" })).status).toBe(403);
    await expect(trpcAs(reader).tasks.create.mutate({ title: "A" })).rejects.toMatchObject({
      data: { code: "missing_scope", httpStatus: 403 },
    });
    expect(await status(reader)).toBe(200);
  });

  test("of a user who is gone can't write, and reads nothing", async () => {
    const ghost = await mint({ sub: "nobody" });
    expect((await callApi(typedo.url, ghost, "POST", "/api/tasks", { title: "A" })).status).toBe(401);
    expect(await readJson(await callApi(typedo.url, ghost, "GET", "/api/tasks"))).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});

describe("at tRPC", () => {
  test("an error carries the same code and faults as at REST", async () => {
    const error: unknown = await trpcAs(ada.token)
      .tasks.create.mutate({ title: "", dueTime: "09:00" })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TRPCClientError);
    const rest = await readJson<{ errors: object[] }>(
      await ada.call("POST", "/api/tasks", { title: "", dueTime: "09:00" }),
    );
    expect(error).toMatchObject({ data: { code: "validation_failed", httpStatus: 422, errors: rest.errors } });
  });

  test("a batch of 10 is served, and one of 11 refused", async () => {
    const batch = (size: number) =>
      fetch(
        `${typedo.url}/api/trpc/${Array.from({ length: size }, () => "tasks.list").join(",")}?batch=1&input=${encodeURIComponent(JSON.stringify(Object.fromEntries(Array.from({ length: size }, (_, index) => [index, { json: {} }]))))}`,
        {
          headers: { authorization: `Bearer ${ada.token}` },
        },
      );
    expect((await batch(10)).status).toBe(200);
    expect((await batch(11)).status).toBe(400);
  });

  test("superjson that asks for more than dates is refused", async () => {
    const answer = await fetch(`${typedo.url}/api/trpc/tasks.create`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json" },
      body: JSON.stringify({
        json: { title: 2 ** 33 },
        meta: { values: { title: [["typed-array", "Float64Array"]] } },
      }),
    });
    expect(answer.status).toBe(400);
    expect(await readJson(answer)).toMatchObject({ error: { json: { data: { code: "malformed" } } } });
  });
});
