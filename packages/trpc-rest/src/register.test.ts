import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { notes } from "./testing/notes.js";
import { serve, type Served } from "./testing/serve.js";

let served: Served;

beforeAll(async () => {
  served = await serve(notes);
});
beforeEach(() => {
  served.seen.length = 0;
});
afterAll(() => served.app.close());

const alice = { authorization: "alice" };

function call(
  method: NonNullable<InjectOptions["method"]>,
  url: string,
  more: Omit<InjectOptions, "method" | "url"> = {},
) {
  return served.app.inject({ ...more, method, url, headers: { ...alice, ...more.headers } });
}

function post(body: string, headers: Record<string, string> = {}) {
  return call("POST", "/api/notes", { payload: body, headers: { "content-type": "application/json", ...headers } });
}

describe("successes", () => {
  it("answers 201 with Location and ETag", async () => {
    const answer = await post(JSON.stringify({ text: "Hello", id: "a b" }));
    expect(answer.statusCode).toBe(201);
    expect(answer.headers).toMatchObject({
      location: "/api/notes/a%20b",
      etag: '"1"',
      "content-type": "application/json; charset=utf-8",
    });
    expect(answer.json()).toEqual({ id: "a b", text: "Hello", tags: [], due: null, version: 1 });
  });

  it("writes dates as instants with milliseconds, and bigints as digits", async () => {
    const answer = await call("GET", "/api/notes/x");
    expect(answer.json()).toMatchObject({ due: "2026-01-02T03:04:05.000Z", size: "12" });
  });

  it("answers 204 without a body, and lives on", async () => {
    const answer = await call("DELETE", "/api/notes/x");
    expect([answer.statusCode, answer.body]).toEqual([204, ""]);
    expect(
      (await call("DELETE", "/api/notes/x", { payload: "{}", headers: { "content-type": "text/plain" } })).statusCode,
    ).toBe(204);
    expect((await call("GET", "/api/notes/x")).statusCode).toBe(200);
  });

  it("answers 304 to a GET whose If-None-Match names the version", async () => {
    const match = async (header: string) =>
      (await call("GET", "/api/notes/x", { headers: { "if-none-match": header } })).statusCode;
    expect(await Promise.all(['"3"', 'W/"3"', '"1", "3"', "*", '"4"', "3"].map(match))).toEqual([
      304, 304, 304, 304, 200, 200,
    ]);
  });

  it("makes Link from the output and the request", async () => {
    expect((await call("GET", "/api/notes?limit=2")).headers["link"]).toBe('</api/notes?page=2>; rel="next"');
  });

  it("marks every answer as the caller's own, with the request's id", async () => {
    const answers = await Promise.all([
      call("GET", "/api/notes/x"),
      call("GET", "/api/notes/lost"),
      call("OPTIONS", "/api/notes"),
    ]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        "cache-control": "private, no-cache",
        vary: "Authorization",
        "x-request-id": "request-1",
      });
    }
  });

  it("answers HEAD as GET, without the body", async () => {
    const [get, head] = await Promise.all([call("GET", "/api/notes/x"), call("HEAD", "/api/notes/x")]);
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe("");
    for (const name of ["etag", "content-type", "content-length", "cache-control", "vary"]) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
  });

  it("answers OPTIONS with Allow, to everyone", async () => {
    const answer = await served.app.inject({ method: "OPTIONS", url: "/api/notes/x" });
    expect([answer.statusCode, answer.headers["allow"]]).toEqual([204, "GET, PUT, DELETE, HEAD, OPTIONS"]);
  });
});

describe("paths", () => {
  it("prefers a static path to a parameter, whatever was declared first", async () => {
    expect((await call("GET", "/api/notes/stats")).json()).toEqual({ count: 7 });
    expect((await call("DELETE", "/api/notes/stats")).statusCode).toBe(405);
  });

  it("decodes parameters once", async () => {
    await call("GET", "/api/notes/a%2Fb%20c");
    await call("GET", "/api/notes/a%252Fb");
    expect(served.seen).toEqual([{ id: "a/b c" }, { id: "a%2fb" }]);
  });

  it("refuses broken percent-encoding in path, query and body", async () => {
    expect((await call("GET", "/api/notes/%zz")).statusCode).toBe(400);
    expect((await call("GET", "/api/notes?limit=%zz")).json()).toMatchObject({ code: "malformed", status: 400 });
    expect((await call("GET", "/api/notes?limit=%ff")).statusCode).toBe(400);
  });

  it("serves a path that goes on after its parameter by a colon", async () => {
    expect((await call("POST", "/api/notes/a:pin")).json()).toEqual({ pinned: true });
    expect(served.seen).toEqual([{ id: "a" }]);
  });

  it("leaves unknown paths to the app", async () => {
    expect((await call("GET", "/api/other")).json()).toMatchObject({ status: 404, instance: "/api/other" });
  });
});

describe("queries", () => {
  const list = async (query: string) => {
    const answer = await call("GET", `/api/notes?${query}`);
    return answer.statusCode === 200
      ? served.seen.at(-1)
      : answer.json().errors.map(({ pointer }: { pointer: string }) => pointer);
  };

  it("reads numbers, booleans, instants, lists, bigints and unions", async () => {
    expect(await list("done=false")).toEqual({ done: false, limit: 5 });
    expect(await list("done=true&limit=3&seq=12345678901234567890")).toEqual({
      done: true,
      limit: 3,
      seq: 12345678901234567890n,
    });
    expect(await list("after=2026-01-01T01:00:00%2B01:00")).toEqual({
      after: new Date("2026-01-01T00:00:00Z"),
      limit: 5,
    });
    expect(await list("tag=a+b&tag=c")).toEqual({ tag: ["a b", "c"], limit: 5 });
    expect(await list("tag=a")).toEqual({ tag: ["a"], limit: 5 });
    expect(await list("kind=none")).toEqual({ kind: "none", limit: 5 });
    expect(await list("kind=4")).toEqual({ kind: 4, limit: 5 });
  });

  it("refuses what is nearly a value", async () => {
    for (const query of ["done=1", "done=TRUE", "done=", "done=null"])
      expect(await list(query)).toEqual(["query.done"]);
    for (const query of ["limit=0x5", "limit=", "limit=%205", "limit=5.5", "limit=1e999"])
      expect(await list(query)).toEqual(["query.limit"]);
    for (const day of ["2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00.0001Z", "1"]) {
      expect(await list(`after=${day}`)).toEqual(["query.after"]);
    }
  });

  it("refuses a name that is repeated without being a list", async () => {
    expect(await list("limit=1&limit=2")).toEqual(["query.limit"]);
    expect(await list("done=true&done=true")).toEqual(["query.done"]);
  });

  it("refuses unknown names, hidden ones and those of every object, and tells each beside what else is wrong", async () => {
    expect(await list("nope=1&limit=99&__proto__=x&constructor=y&secret=s")).toEqual([
      "query.nope",
      "query.__proto__",
      "query.constructor",
      "query.secret",
      "query.limit",
    ]);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  it("takes no query beside a body", async () => {
    const answer = await call("POST", "/api/notes?text=a", { payload: { text: "a" } });
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ pointer: "query.text" }] });
  });
});

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
