import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeRest } from "./document.js";
import { catalogue, notes, t } from "./testing/notes.js";
import { serve, type Served } from "./testing/serve.js";

// What other adapters of tRPC to REST were seen to do wrong, each by its name.

let served: Served;

beforeAll(async () => {
  served = await serve(notes);
});
afterAll(() => served.app.close());

const call = (method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE", url: string, payload?: string, host = "localhost") =>
  served.app.inject({
    method,
    url,
    headers: { authorization: "alice", host, ...(payload !== undefined && { "content-type": "application/json" }) },
    ...(payload !== undefined && { payload }),
  });

describe("not here:", () => {
  it("`?done=false` is true", async () => {
    await call("GET", "/api/notes?done=false");
    expect(served.seen.at(-1)).toMatchObject({ done: false });
    expect((await call("GET", "/api/notes?done=0")).statusCode).toBe(422);
  });

  it("a request teaches the router's own schemas to coerce", async () => {
    const caller: { list(input: unknown): Promise<unknown> } = t.createCallerFactory(notes)({
      user: "alice",
      seen: [],
    });
    await call("GET", "/api/notes?limit=3&after=2026-01-01T00:00:00Z");
    for (const limit of ["3", null])
      await expect(caller.list({ limit })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(caller.list({ limit: 3 })).resolves.toBeDefined();
  });

  it("a 204 has a body, or ends the process", async () => {
    const answer = await call("DELETE", "/api/notes/x");
    expect([answer.statusCode, answer.payload, answer.headers["content-type"]]).toEqual([204, "", undefined]);
    expect((await call("GET", "/api/notes/stats")).statusCode).toBe(200);
  });

  it("malformed JSON is a 500", async () => {
    const answer = await call("POST", "/api/notes", '{"text":');
    expect([answer.statusCode, answer.json()]).toEqual([400, expect.objectContaining({ code: "malformed" })]);
  });

  it("`/notes/{id}` shadows `/notes/stats`", async () => {
    expect((await call("GET", "/api/notes/stats")).json()).toEqual({ count: 7 });
  });

  it("a 500 carries the error's own message", async () => {
    const answer = await call("GET", "/api/notes/broken");
    expect([answer.statusCode, answer.payload.includes("1234")]).toEqual([500, false]);
  });

  it("the document lists 200 alone", () => {
    const { paths } = describeRest({
      router: notes,
      catalogue,
      info: { title: "Notes", version: "1" },
      problemType: (code) => code,
      securitySchemes: {},
    });
    const statuses = Object.keys(paths["/api/notes"]?.["post"]?.responses ?? {});
    expect(statuses.sort()).toEqual([
      "201",
      "400",
      "401",
      "403",
      "406",
      "409",
      "413",
      "415",
      "422",
      "429",
      "500",
      "503",
    ]);
  });

  it("HEAD is 204, or 404", async () => {
    const [head, get] = [await call("HEAD", "/api/notes/x"), await call("GET", "/api/notes/x")];
    expect([head.statusCode, head.payload, head.headers["content-length"]]).toEqual([
      200,
      "",
      get.headers["content-length"],
    ]);
  });

  it("a path's parameters are not decoded", async () => {
    await call("GET", "/api/notes/a%20b%2Fc%25");
    expect(served.seen.at(-1)).toEqual({ id: "a b/c%" });
  });

  it("under `/api`, a host that begins with api is not found", async () => {
    expect((await call("GET", "/api/notes/x", undefined, "api.example.com")).statusCode).toBe(200);
  });
});
