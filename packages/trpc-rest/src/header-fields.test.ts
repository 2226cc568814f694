import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serveShelf } from "./testing/serve-shelf.js";
import type { Served } from "./testing/serve.js";
import { talk } from "./testing/socket.js";

let served: Served;

beforeAll(async () => {
  served = await serveShelf({ bodyLimit: 1000 });
  await served.app.listen({ port: 0, host: "127.0.0.1" });
});
beforeEach(() => {
  served.seen.length = 0;
});
afterAll(() => served.app.close());

const call = (method: "PUT" | "POST" | "DELETE", url: string, headers: Record<string, string>, payload?: object) =>
  served.app.inject({ method, url, headers, ...(payload && { payload }) } satisfies InjectOptions);

const put = (headers: Record<string, string>, payload: object = { title: "Emma" }) =>
  call("PUT", "/api/books/7", headers, payload);

describe("a field that a header carries", () => {
  it("is taken from there, whether there is a body or not", async () => {
    await put({ "if-match": '"3"', "idempotency-key": "k" });
    await call("DELETE", "/api/books/7", { "if-match": '"4"' });
    expect(served.seen).toEqual([
      { id: 7, title: "Emma", ifVersion: 3, key: "k" },
      { id: 7, ifVersion: 4 },
    ]);
  });

  it("is absent where the header is, or where reading it gives nothing", async () => {
    await put({});
    await put({ "idempotency-key": "-" });
    expect(served.seen).toStrictEqual([
      { id: 7, title: "Emma" },
      { id: 7, title: "Emma" },
    ]);
  });

  it("can't be sent in a body, even beside the header, even where the schema is strict and knows it", async () => {
    const own = { title: "Emma", ifVersion: "x", key: "k" };
    for (const headers of [{}, { "if-match": '"3"' }]) {
      for (const answer of [await put(headers, own), await call("POST", "/api/books", headers, own)]) {
        expect([answer.statusCode, pointersOf(answer)]).toEqual([422, ["/ifVersion", "/key"]]);
      }
    }
    expect(served.seen).toEqual([]);
  });

  it("can't be sent in a query", async () => {
    const bodiless = await call("DELETE", "/api/books/7?ifVersion=3", {});
    expect([bodiless.statusCode, pointersOf(bodiless)]).toEqual([422, ["query.ifVersion"]]);
    const beside = await call("PUT", "/api/books/7?ifVersion=3", {}, { title: "Emma" });
    expect(pointersOf(beside)).toEqual(["query.ifVersion"]);
  });

  it("is 422 at the header where its value is not one that the schema takes, told with the other faults", async () => {
    const answer = await put({ "if-match": '"1001"', "idempotency-key": "k".repeat(21) }, { title: 3, nope: 1 });
    expect(answer.statusCode).toBe(422);
    expect(pointersOf(answer).sort()).toEqual(["/nope", "/title", "header.Idempotency-Key", "header.If-Match"]);
  });
});

describe("a header that can't be read", () => {
  it("is 400, naming each", async () => {
    const answer = await put({ "if-match": "3", "idempotency-key": "é" });
    expect(answer.json()).toMatchObject({
      status: 400,
      code: "malformed",
      detail: "The header If-Match can't be read: send the ETag, in its quotes",
      errors: [
        { pointer: "header.If-Match", message: "send the ETag, in its quotes" },
        { pointer: "header.Idempotency-Key", message: "send visible ASCII" },
      ],
    });
    expect(served.seen).toEqual([]);
  });

  it("is told after 406, 415 and 413, and before 422", async () => {
    const wrong = { "if-match": "3", accept: "text/html", "content-type": "text/plain" };
    const large = { title: "a".repeat(2000) };
    expect((await put(wrong, large)).statusCode).toBe(406);
    expect((await put({ ...wrong, accept: "*/*" }, large)).statusCode).toBe(415);
    expect((await put({ "if-match": "3" }, large)).statusCode).toBe(413);
    expect((await put({ "if-match": "3" }, { nope: 1 })).statusCode).toBe(400);
    expect((await put({}, { nope: 1 })).statusCode).toBe(422);
  });

  it("is one that is empty, too", async () => {
    expect((await put({ "if-match": "" })).statusCode).toBe(400);
  });

  it("is a 500 where reading it fails by itself, and tells nothing of that", async () => {
    const answer = await put({ "idempotency-key": "boom" });
    expect([answer.statusCode, answer.body.includes("1234")]).toEqual([500, false]);
  });
});

it("lines of the same name are read as one, with a comma between", async () => {
  const received = await talk(served.app, [
    "DELETE /api/books/7 HTTP/1.1",
    "Host: x",
    'If-Match: "5"',
    'If-Match: "6"',
    "Idempotency-Key: a",
    "Idempotency-Key: b",
    "Connection: close",
    "",
    "",
  ]);
  expect(received).toMatch(/^HTTP\/1\.1 204/);
  expect(served.seen).toEqual([{ id: 7, ifVersion: 5, key: "a, b" }]);
});

function pointersOf(answer: { json(): { errors: { pointer: string }[] } }): string[] {
  return answer.json().errors.map(({ pointer }) => pointer);
}
