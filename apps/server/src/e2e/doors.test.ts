import { randomUUID } from "node:crypto";
import { createTRPCClient, httpBatchStreamLink, TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@typedo/api";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, readJson, signUp, trpcAs } from "./person.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;
let ada: Person;

beforeAll(async () => {
  data = await newDataDirectory();
  typedo = await startTypedo(data.path, { LOG_LEVEL: "warn" });
  ada = await signUp(typedo.url, "ada");
});

afterAll(async () => {
  await typedo.stop();
  await data.remove();
});

describe("at /api/auth", () => {
  const JSON_TYPE = { "content-type": "application/json" };
  const credentials = JSON.stringify({ email: "ada@example.com", password: "ada-password" });
  const post = (path: string, headers: Record<string, string> = {}, body?: string) =>
    fetch(`${typedo.url}/api/auth/${path}`, {
      method: "POST",
      headers: { origin: typedo.url, ...headers },
      ...(body !== undefined && { body }),
    });

  test("who sends JSON signs in, however its type is written", async () => {
    for (const type of ["application/json", "Application/JSON", 'application/json;charset="UTF-8"']) {
      expect((await post("sign-in/email", { "content-type": type }, credentials)).status).toBe(200);
    }
  });

  test("signing out needs no body", async () => {
    for (const [headers, body] of [[{}], [{}, ""], [JSON_TYPE, "{}"]] as const) {
      const signedIn = await post("sign-in/email", JSON_TYPE, credentials);
      const cookie = signedIn.headers
        .getSetCookie()
        .map((one) => one.split(";", 1)[0])
        .join("; ");
      const session = () => fetch(`${typedo.url}/api/auth/get-session`, { headers: { cookie } }).then(readJson);
      expect(await session()).not.toBeNull();
      expect((await post("sign-out", { ...headers, cookie }, body)).status).toBe(200);
      expect(await session()).toBeNull();
    }
  });

  test("a form is told what to send instead", async () => {
    const form = "email=ada%40example.com&password=ada-password";
    const refused = await post("sign-in/email", { "content-type": "application/x-www-form-urlencoded" }, form);
    expect([refused.status, refused.headers.get("accept-post")]).toEqual([415, "application/json"]);
    expect(await readJson(refused)).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
  });

  test("another method is told those that there are", async () => {
    const of = async (path: string) =>
      (await fetch(`${typedo.url}/api/auth/${path}`, { method: "DELETE" })).headers.get("allow");
    expect(await of("sign-in/email")).toBe("POST, OPTIONS");
    expect(await of("jwks")).toBe("GET, HEAD, OPTIONS");
  });
});

describe("at tRPC", () => {
  const call = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
    fetch(`${typedo.url}/api/trpc/${path}`, {
      method,
      headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  const input = (value: object) => `input=${encodeURIComponent(JSON.stringify({ json: value }))}`;

  test("HEAD answers as GET does, without the body", async () => {
    const list = `tasks.list?${input({})}`;
    const paths = [list, `tasks.list?${input({ limit: 0 })}`, "nope", "tasks.create", "tasks.list,nope?batch=1"];
    for (const path of paths) {
      for (const headers of [{}, { authorization: "" }]) {
        const [get, head] = [await call("GET", path, headers), await call("HEAD", path, headers)];
        const told = ({ status, headers: sent }: Response) => [
          status,
          ...["content-type", "cache-control", "vary", "www-authenticate"].map((name) => sent.get(name)),
        ];
        expect(told(head)).toEqual(told(get));
        expect([(await get.text()) === "", await head.text()]).toEqual([false, ""]);
      }
    }
    expect((await call("HEAD", list)).status).toBe(200);
    expect((await call("HEAD", list, { authorization: "" })).status).toBe(401);
    expect((await call("HEAD", "nope")).status).toBe(404);
    expect((await call("PUT", "tasks.list")).headers.get("allow")).toBe("GET, HEAD, POST");
  });

  test("an error carries the same code and faults as at REST", async () => {
    const error: unknown = await trpcAs(typedo.url, ada.token)
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

  describe("who wants a batch's answers as lines", () => {
    const batch = `tasks.list,tasks.list?batch=1&input=${encodeURIComponent("{}")}`;
    const link = (token: string, streamHeader: "accept" | "trpc-accept") =>
      httpBatchStreamLink({
        url: `${typedo.url}/api/trpc`,
        transformer: superjson,
        headers: { authorization: `Bearer ${token}` },
        streamHeader,
      });

    test.each(["accept", "trpc-accept"] as const)("by %s, is told which link to take", async (streamHeader) => {
      const client = createTRPCClient<AppRouter>({ links: [link(ada.token, streamHeader)] });
      await expect(client.tasks.list.query({})).rejects.toMatchObject({
        message: expect.stringContaining("use httpBatchLink"),
        data: { code: "not_acceptable", httpStatus: 406 },
      });
    });

    test("is told first that a token is bad", async () => {
      const client = createTRPCClient<AppRouter>({ links: [link("bad", "trpc-accept")] });
      await expect(client.tasks.list.query({})).rejects.toMatchObject({ data: { code: "unauthenticated" } });
      const refused = await call("GET", batch, { authorization: "Bearer bad", "trpc-accept": "application/jsonl" });
      expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
    });

    test("and takes JSON too, gets that", async () => {
      const answer = await call("GET", batch, { accept: "application/json, application/jsonl", authorization: "" });
      expect([answer.status, await readJson(answer)]).toEqual([401, [expect.anything(), expect.anything()]]);
    });
  });

  describe("a call that was done before under its idempotency key", () => {
    const create = (title: string, idempotencyKey: string) => ({ json: { title, idempotencyKey } });
    const replayed = (answer: Response) => [answer.status, answer.headers.get("idempotency-replayed")];

    test("is told to be a replay, alone and as a batch of one", async () => {
      const [alone, batched] = [create("A", randomUUID()), { 0: create("B", randomUUID()) }];
      for (const [path, body] of [
        ["tasks.create", alone],
        ["tasks.create?batch=1", batched],
      ] as const) {
        const [first, again, third] = [
          await call("POST", path, {}, body),
          await call("POST", path, {}, body),
          await call("POST", path, {}, body),
        ];
        expect([first, again, third].map(replayed)).toEqual([
          [200, null],
          [200, "true"],
          [200, "true"],
        ]);
        expect(await again.text()).toBe(await first.text());
      }
    });

    test("is not told where it failed, or is one of several", async () => {
      const [one, other] = [create("A", randomUUID()), create("B", randomUUID())];
      expect(replayed(await call("POST", "tasks.create", {}, one))).toEqual([200, null]);
      expect(replayed(await call("POST", "tasks.create", {}, create("C", one.json.idempotencyKey)))).toEqual([
        422,
        null,
      ]);
      const path = "tasks.create,tasks.create?batch=1";
      expect(replayed(await call("POST", path, {}, { 0: one, 1: other }))).toEqual([200, null]);
      expect(replayed(await call("POST", path, {}, { 0: one, 1: other }))).toEqual([200, null]);
    });
  });
});

test("files take no ranges, and tell by a problem of a condition that they don't meet", async () => {
  for (const path of ["/", "/docs/assets/docs.css"]) {
    const ask = (headers: Record<string, string>) =>
      fetch(typedo.url + path, { headers: { accept: "text/html", ...headers } });
    for (const range of ["bytes=99999999-", "bytes=-0", "bytes=0-1"]) {
      expect((await ask({ range })).status).toBe(200);
    }
    for (const headers of [{ "if-match": '"x"' }, { "if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT" }]) {
      const refused = await ask(headers);
      expect(refused.status).toBe(412);
      expect(await readJson(refused)).toMatchObject({ code: "precondition_failed" });
    }
  }
});

test("tRPC, too, takes JSON however its type is written", async () => {
  const made = await fetch(`${typedo.url}/api/trpc/tasks.create`, {
    method: "POST",
    headers: { "content-type": "Application/JSON", authorization: `Bearer ${ada.token}` },
    body: JSON.stringify({ json: { title: "A" } }),
  });
  expect(made.status).toBe(200);
});

test("what is a user's own is kept by nobody but their own browser", async () => {
  for (const path of ["/api/tasks", "/api/me", "/api/trpc/tasks.list", "/api/trpc/me.get"]) {
    const answer = await fetch(typedo.url + path, { headers: { authorization: `Bearer ${ada.token}` } });
    expect([path, answer.headers.get("cache-control")]).toEqual([path, "private, no-cache"]);
  }
});
