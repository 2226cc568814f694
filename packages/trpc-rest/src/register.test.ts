import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callsTo } from "./testing/call-notes.js";
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

const { call, post } = callsTo(() => served);

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
