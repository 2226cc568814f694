import { METHODS, request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveShelf } from "./testing/serve-shelf.js";
import type { Served } from "./testing/serve.js";
import { portOf } from "./testing/socket.js";

let served: Served;

beforeAll(async () => {
  served = await serveShelf();
});
afterAll(() => served.app.close());

const put = (id: number, wanted?: string) =>
  served.app.inject({
    method: "PUT",
    url: `/api/books/${id}`,
    headers: wanted === undefined ? {} : { "x-answer": wanted },
    payload: { title: "Emma" },
  });

describe("what an answer is beyond its output", () => {
  it("a PUT that made something is 201 with Location; one that changed it 200 without", async () => {
    const made = await put(8);
    expect([made.statusCode, made.headers["location"], made.headers["etag"]]).toEqual([201, "/api/books/8", '"3"']);
    const changed = await put(7);
    expect([changed.statusCode, changed.headers["location"], changed.headers["etag"]]).toEqual([200, undefined, '"3"']);
  });

  it("may have headers", async () => {
    const answer = await put(7, "idempotency-replayed: true");
    expect([answer.statusCode, answer.headers["idempotency-replayed"]]).toEqual([200, "true"]);
    expect((await put(7)).headers["idempotency-replayed"]).toBeUndefined();
  });

  it("can't be a status that is not declared: then it is 500, without the success's headers", async () => {
    for (const wanted of ["202", "204", "404"]) {
      const answer = await put(7, wanted);
      expect([answer.statusCode, answer.headers["etag"]]).toEqual([500, undefined]);
    }
  });

  it("can't be a header that HTTP can't carry: 500, without the success's headers", async () => {
    const answer = await put(7, "idempotency-replayed: \u2713");
    expect(answer.statusCode).toBe(500);
    const { app } = await serveShelf({ answer: () => ({ headers: { "x-broken": "a\r\nb" } }) });
    const broken = await app.inject("/api/books/7");
    expect([broken.statusCode, broken.headers["etag"], broken.headers["x-broken"]]).toEqual([
      500,
      undefined,
      undefined,
    ]);
    await app.close();
  });

  it("is not asked for where the procedure failed", async () => {
    const asked: unknown[] = [];
    const { app } = await serveShelf({
      answer: (context) => {
        asked.push(context);
        return {};
      },
    });
    await app.inject("/api/books/404");
    await app.inject("/api/books/x");
    expect(asked).toEqual([]);
    await app.inject("/api/books/7");
    expect(asked).toEqual([expect.objectContaining({ answer: {} })]);
    await app.close();
  });
});

describe("a GET with If-None-Match", () => {
  const get = (method: "GET" | "HEAD", header: string) =>
    served.app.inject({ method, url: "/api/books/7", headers: { "if-none-match": header } });

  it("is 304 without a body for the version there is, by HEAD too", async () => {
    for (const method of ["GET", "HEAD"] as const) {
      for (const header of ['"3"', 'W/"3"', '"1",W/"3" , "a,b"', ', "3",', "*"]) {
        const answer = await get(method, header);
        expect([answer.statusCode, answer.body, answer.headers["etag"]]).toEqual([304, "", '"3"']);
      }
    }
  });

  it("has by HEAD no other length than the answer that it stands for", async () => {
    const { headers } = await served.app.inject({ method: "HEAD", url: "/api/books/7" });
    const unchanged = await get("HEAD", '"3"');
    expect(unchanged.headers).toMatchObject({
      "content-length": headers["content-length"],
      "content-type": headers["content-type"],
    });
  });

  it("compares weakly", async () => {
    for (const header of ['W/"0"', '"0"']) {
      const answer = await served.app.inject({ url: "/api/books/9", headers: { "if-none-match": header } });
      expect([answer.statusCode, answer.headers["etag"]]).toEqual([304, 'W/"0"']);
    }
  });

  it("is as without one, where it is malformed or names other versions", async () => {
    for (const header of ["3", '"3', 'x"3"', '"3"x', '"1" "3" x', '"x" "3"', '"3" "3"', '"4"', '*, "3" x', ""]) {
      expect((await get("GET", header)).statusCode).toBe(200);
    }
  });

  it("is answered by HEAD with the headers of GET", async () => {
    const [whole, head] = [await get("GET", '"4"'), await get("HEAD", '"4"')];
    const { date: _, ...expected } = whole.headers;
    expect(head.headers).toMatchObject(expected);
    expect(Number(head.headers["content-length"])).toBe(whole.rawPayload.length);
    expect([head.statusCode, head.body]).toEqual([200, ""]);
  });
});

describe("a limit of the body", () => {
  const add = (size: number) =>
    served.app.inject({ method: "POST", url: "/api/books", payload: { title: "a".repeat(size) } });

  it("is 1 MiB, but an operation's own where it has one, and the 413 tells it", async () => {
    const mib = 1024 * 1024;
    expect((await add(2 * mib)).statusCode).toBe(201);
    expect((await add(3 * mib)).json()).toMatchObject({ status: 413, detail: "A body may have 3 MiB here" });
    const other = await served.app.inject({
      method: "PUT",
      url: "/api/books/7",
      payload: { title: "a".repeat(2 * mib) },
    });
    expect(other.json()).toMatchObject({ status: 413, detail: "A body may have 1 MiB here" });
  });
});

describe("methods that a path does not know", () => {
  it("are 405 with Allow, those that Fastify does not know by itself too", async () => {
    const allow = "GET, PUT, DELETE, HEAD, OPTIONS";
    for (const method of METHODS) {
      if (method === "CONNECT" || allow.split(", ").includes(method)) continue;
      const answer = await fetchBy(method, "/api/books/7");
      expect([method, answer]).toEqual([method, [405, allow]]);
    }
  });

  it("leave other paths at 404", async () => {
    expect(await fetchBy("PROPFIND", "/elsewhere")).toEqual([404, undefined]);
  });
});

async function fetchBy(method: string, path: string): Promise<[number | undefined, string | undefined]> {
  if (served.app.addresses().length === 0) await served.app.listen({ port: 0, host: "127.0.0.1" });
  const port = portOf(served.app);
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", method, path, agent: false }, (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers.allow]);
    })
      .on("error", reject)
      .end();
  });
}
