import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listExamples } from "./list-examples.js";
import { t } from "./testing/notes.js";
import { serveShelf } from "./testing/serve-shelf.js";
import type { Served } from "./testing/serve.js";
import { catalogue, shelf } from "./testing/shelf.js";

let served: Served;

beforeAll(async () => {
  served = await serveShelf();
});
afterAll(() => served.app.close());

const examples = listExamples(shelf, catalogue);

describe("the list of examples", () => {
  it("has each, ready to be sent", () => {
    expect(examples.map(({ operationId, name }) => [operationId, name])).toEqual([
      ["get", "there"],
      ["get", "unchanged"],
      ["get", "gone"],
      ["search", "two"],
      ["put", "replace"],
      ["put", "create"],
    ]);
    expect(examples[3]).toMatchObject({
      procedure: "search",
      path: "/api/books",
      search: "?label=a&label=b%20c&dueAfter=1970-01-01T00%3A00%3A00.000Z&limit=2",
      status: 200,
    });
    expect(listExamples(shelf, catalogue, "/v1")[0]?.path).toBe("/v1/books/7");
  });

  it("encodes what the path takes", () => {
    const openapi = { method: "GET", path: "/x/{a}:b", examples: { one: { path: { a: "$& c/d" } } } } as const;
    const router = t.router({
      thing: t.procedure
        .meta({ openapi })
        .input(z.object({ a: z.string() }))
        .output(z.string())
        .query(() => ""),
    });
    expect(listExamples(router, catalogue)[0]?.path).toBe("/api/x/%24%26%20c%2Fd:b");
  });

  it.each(examples)("$operationId $name is answered as it says", async (example) => {
    const answer = await served.app.inject({
      method: example.method,
      url: `${example.path}${example.search}`,
      headers: example.headers,
      ...(isPayload(example.body) && { payload: example.body }),
    });
    expect(answer.statusCode).toBe(example.status);
    if (example.answer !== undefined) expect(answer.json()).toMatchObject(Object(example.answer));
  });
});

function isPayload(body: unknown): body is object {
  return typeof body === "object" && body !== null;
}
