import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { alice, callsTo } from "./testing/call-notes.js";
import { MOST_VALUES } from "./size.js";
import { notes, t } from "./testing/notes.js";
import { serve, type Served } from "./testing/serve.js";

let served: Served;

beforeAll(async () => {
  served = await serve(notes);
});
beforeEach(() => {
  served.seen.length = 0;
});
afterAll(() => served.app.close());

const { call, post } = callsTo(() => served);

describe("bodies", () => {
  const faults = async (body: unknown) => {
    const answer = await post(JSON.stringify(body));
    expect(answer.statusCode).toBe(422);
    return answer.json().errors.map(({ pointer }: { pointer: string }) => pointer);
  };

  it("reads dates", async () => {
    await post('{"text":"a","due":"2026-03-01T00:00:00.5Z"}');
    expect(served.seen).toEqual([{ text: "a", tags: [], due: new Date("2026-03-01T00:00:00.500Z") }]);
  });

  it("refuses strings for numbers, and the like", async () => {
    expect(await faults({ text: 3, due: 4, tags: "a" })).toEqual(["/text", "/tags", "/due"]);
  });

  it("refuses unknown fields, although the schema would drop them, and runs nothing", async () => {
    expect(await faults({ text: "", nope: 1, "a/b": 2 })).toEqual(["/nope", "/a~1b", "/text"]);
    expect(served.seen).toEqual([]);
  });

  it("tells what is wrong with the whole beside a field that it does not know", async () => {
    const pair = t.procedure
      .meta({ openapi: { method: "POST", path: "/pairs" } })
      .input(z.object({ a: z.int(), b: z.int() }).refine(({ a, b }) => a < b, { error: "In this order" }))
      .output(z.void())
      .mutation(() => {});
    const { app } = await serve(t.router({ pair }));
    const answer = await app.inject({
      method: "POST",
      url: "/api/pairs",
      headers: alice,
      payload: { a: 2, b: 1, c: 0 },
    });
    expect(answer.json()).toMatchObject({ errors: [{ pointer: "/c" }, { pointer: "", message: "In this order" }] });
    await app.close();
  });

  it("refuses a body of more values than a call can take, without a word on each", async () => {
    const tags = (count: number) => JSON.stringify({ text: "a", tags: Array.from({ length: count }, () => 1) });
    // With them come the body itself, the text, and the list.
    expect((await post(tags(MOST_VALUES - 3))).statusCode).toBe(422);
    const more = await post(tags(MOST_VALUES - 2));
    expect(more.statusCode).toBe(413);
    expect(more.json()).toMatchObject({ code: "payload_too_large" });
    expect(more.json()).not.toHaveProperty("errors");
    const nested = Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => ({})));
    expect((await post(JSON.stringify({ text: nested }))).statusCode).toBe(413);
  });

  it("refuses a body that is no object", async () => {
    for (const body of [[], null, "a", 1, true]) expect(await faults(body)).toEqual([""]);
  });

  it("takes a path's parameter in the body too, if it says the same", async () => {
    const put = (id: unknown) => call("PUT", "/api/notes/ABC", { payload: { id, text: "a" } });
    expect((await put("abc")).statusCode).toBe(200);
    expect((await put("ABC")).statusCode).toBe(200);
    expect((await put("abd")).json()).toMatchObject({ status: 422, errors: [{ pointer: "path.id" }] });
    expect((await put(3)).statusCode).toBe(422);
    expect((await call("DELETE", "/api/notes/abc?id=abd")).statusCode).toBe(422);
  });

  it("takes it in no other body", async () => {
    const answer = await call("POST", "/api/notes/a:pin", { payload: { id: "a" } });
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ pointer: "/id", code: "unrecognized_keys" }] });
  });

  it("takes a DELETE's as if it were in the query", async () => {
    const remove = async (query: string, payload: unknown, headers: Record<string, string> = {}) => {
      const body = typeof payload === "string" ? payload : JSON.stringify(payload);
      const url = `/api/notes/abc${query}`;
      const answer = await call("DELETE", url, {
        payload: body,
        headers: { "content-type": "application/json", ...headers },
      });
      return [answer.statusCode, ...(answer.json().errors ?? []).map(({ pointer }: { pointer: string }) => pointer)];
    };
    const done = async (query: string, payload: string) =>
      (await call("DELETE", `/api/notes/abc${query}`, { payload, headers: { "content-type": "application/json" } }))
        .statusCode;
    for (const body of ["", "{}", '{"id":"ABC"}']) expect(await done("?id=abc", body)).toBe(204);
    expect(await remove("?nope=1", { nope: 1 })).toEqual([422, "query.nope", "/nope"]);
    expect(await remove("", { id: "abd" })).toEqual([422, "path.id"]);
    expect(await remove("", [])).toEqual([422, ""]);
    expect(await remove("", "{")).toEqual([400]);
    expect(await remove("", "{}", { "content-type": "text/plain" })).toEqual([415]);
    expect(await remove("", "{}", { "content-encoding": "gzip" })).toEqual([415]);
    expect(await remove("", `"${"a".repeat(1024 * 1024)}"`)).toEqual([413]);
  });

  it.each([
    ["broken JSON", '{"text":'],
    ["nothing where something is needed", ""],
    ["JSON and more", '{"text":"a"} x'],
    ["__proto__", '{"text":"a","__proto__":{"admin":true}}'],
    ["constructor.prototype", '{"text":"a","constructor":{"prototype":{"admin":true}}}'],
    ["half a surrogate pair", '{"text":"\\ud800"}'],
    ["half a surrogate pair in a name", '{"text":"a","\\udc00":1}'],
    ["NaN", '{"text":NaN}'],
  ])("can't read %s", async (_what, body) => {
    expect((await post(body)).json()).toMatchObject({ status: 400, code: "malformed" });
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  it("can't read bytes that are not UTF-8", async () => {
    const payload = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]);
    const answer = await call("POST", "/api/notes", { payload, headers: { "content-type": "application/json" } });
    expect(answer.statusCode).toBe(400);
  });

  it("survives a body nested 100,000 levels deep", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const deep = open.repeat(100_000) + "1" + close.repeat(100_000);
      expect((await post(`{"text":${deep}}`)).statusCode).toBe(400);
    }
  });

  it("needs none where nothing is required, whatever the Content-Type says of it", async () => {
    for (const headers of [{}, { "content-type": "application/json" }, { "content-type": "text/plain" }]) {
      expect((await call("POST", "/api/notes/a:pin", { headers })).statusCode).toBe(200);
    }
    expect((await call("POST", "/api/notes/a:pin", { payload: { pinned: 1 } })).statusCode).toBe(422);
  });
});

describe("what is told first", () => {
  it("405, then 401, 403, 406, 415, 413, 400, 403 by the procedure, 422", async () => {
    const wrong = { accept: "text/html", "content-type": "text/plain", "content-length": "5000000" };
    const steps: [number, string, Record<string, string>, string][] = [
      [405, "/api/notes/stats", wrong, "x"],
      [401, "/api/notes", wrong, "x"],
      [403, "/api/notes", { ...wrong, authorization: "reader" }, "x"],
      [406, "/api/notes", { ...wrong, ...alice }, "x"],
      [415, "/api/notes", { ...wrong, ...alice, accept: "*/*" }, "x"],
      [413, "/api/notes", { ...wrong, ...alice, accept: "*/*", "content-type": "application/json" }, "x"],
      [400, "/api/notes", { ...alice, "content-type": "application/json" }, "x"],
      [403, "/api/notes", { ...alice, "content-type": "application/json" }, '{"nope":1,"user":"bob"}'],
      [422, "/api/notes", { ...alice, "content-type": "application/json" }, '{"nope":1,"user":"alice"}'],
    ];
    for (const [status, url, headers, payload] of steps) {
      const answer = await served.app.inject({ method: "POST", url, headers, payload });
      expect(answer.json()).toMatchObject({ status, instance: url, requestId: "request-1" });
      expect(answer.headers["content-type"]).toBe("application/problem+json");
    }
  });

  it("405 names the methods that there are", async () => {
    const answer = await call("PATCH", "/api/notes");
    expect([answer.statusCode, answer.headers["allow"]]).toEqual([405, "GET, POST, HEAD, OPTIONS"]);
    expect((await call("HEAD", "/api/notes/a:pin")).statusCode).toBe(405);
  });

  it("negotiates by q-values and ranges", async () => {
    const accept = async (header: string) =>
      (await call("GET", "/api/notes/x", { headers: { accept: header } })).statusCode;
    for (const header of [
      "*/*",
      "application/*",
      "application/json",
      "text/html, */*;q=0.1",
      "APPLICATION/JSON;q=0.5",
      "",
    ]) {
      expect(await accept(header)).toBe(200);
    }
    for (const header of [
      "text/html",
      "application/json;q=0",
      "*/*, application/json;q=0",
      "*/*;q=0",
      "application/problem+json",
    ]) {
      expect(await accept(header)).toBe(406);
    }
    expect((await call("DELETE", "/api/notes/x", { headers: { accept: "text/html" } })).statusCode).toBe(204);
  });

  it("refuses other types, charsets and compression by 415", async () => {
    for (const type of [
      "text/plain",
      "application/jsonx",
      "application/json; charset=utf-16",
      "application/merge-patch+json",
      "json",
    ]) {
      const answer = await post("{}", { "content-type": type });
      expect([answer.statusCode, answer.headers["accept-post"]]).toEqual([415, "application/json"]);
    }
    expect((await post("{}", { "content-encoding": "gzip" })).statusCode).toBe(415);
    expect(
      (
        await post('{"text":"a"}', {
          "content-encoding": "identity",
          "content-type": 'application/JSON; charset="UTF-8"',
        })
      ).statusCode,
    ).toBe(201);
    const noType = await served.app.inject({
      method: "POST",
      url: "/api/notes",
      headers: alice,
      payload: Buffer.from("{}"),
    });
    expect(noType.statusCode).toBe(415);
  });
});

describe("errors", () => {
  it("tells nothing of the inside", async () => {
    const answer = await call("GET", "/api/notes/broken?");
    expect(answer.json()).toEqual({
      type: "/errors/internal",
      title: "Failed",
      detail: "Failed",
      status: 500,
      instance: "/api/notes/broken",
      code: "internal",
      requestId: "request-1",
    });
  });

  it("sends a fault's headers", async () => {
    expect((await call("GET", "/api/notes/busy")).headers["retry-after"]).toBe("7");
    const unknown = await served.app.inject({ method: "GET", url: "/api/notes" });
    expect([unknown.statusCode, unknown.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
  });
});
