import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { describeRest } from "./document.js";
import { callsTo } from "./testing/call-notes.js";
import { catalogue, procedure, t } from "./testing/notes.js";
import { serve, type Served } from "./testing/serve.js";

const router = t.router({
  move: procedure
    .meta({
      openapi: {
        method: "PATCH",
        path: "/notes/{id}",
        inQuery: ["user", "kind", "size", "due", "tag"],
        examples: { large: { path: { id: "a" }, query: { size: 3 }, body: { text: "Hi" } } },
      },
    })
    .input(
      z.strictObject({
        id: z.string(),
        text: z.string().optional(),
        user: z.string().optional(),
        kind: z.string().toLowerCase().optional(),
        size: z.int().max(9).optional(),
        due: z.date().optional().meta({ description: "When" }),
        tag: z.array(z.string()).optional(),
      }),
    )
    .output(z.object({ moved: z.boolean() }))
    .mutation(({ ctx, input }) => {
      ctx.seen.push(input);
      return { moved: true };
    }),
});

let served: Served;

beforeAll(async () => {
  served = await serve(router);
});
beforeEach(() => {
  served.seen.length = 0;
});
afterAll(() => served.app.close());

const { call } = callsTo(() => served);
const move = (query: string, body: object = { text: "Hi" }) =>
  call("PATCH", `/api/notes/a?${query}`, { payload: body });

const faultsOf = async (query: string, body?: object) => {
  const answer = await move(query, body);
  expect(answer.statusCode).toBe(422);
  const { errors }: { errors: { pointer: string; message: string }[] } = answer.json();
  return errors.map(({ pointer, message }) => [pointer, message]);
};

it("a field that may be in the query is read there as text, beside what the body has", async () => {
  await move("user=alice&size=3&due=2026-03-01T00:00:00Z&tag=a");
  expect(served.seen).toEqual([
    { id: "a", text: "Hi", user: "alice", size: 3, due: new Date("2026-03-01T00:00:00Z"), tag: ["a"] },
  ]);
});

it("it may be in the body instead, as JSON alone", async () => {
  await move("", { size: 3, tag: ["a"] });
  expect(served.seen).toEqual([{ id: "a", size: 3, tag: ["a"] }]);
  expect(await faultsOf("", { size: "3" })).toEqual([["/size", expect.stringContaining("expected number")]]);
});

it("it may be in both, if it says the same there, as its schema reads it", async () => {
  const body = { user: "alice", kind: "big", size: 3, due: "2026-03-01T01:00:00+01:00", tag: ["a", "b"] };
  expect((await move("user=alice&kind=BIG&size=3&due=2026-03-01T00:00:00Z&tag=a&tag=b", body)).statusCode).toBe(200);
  expect(served.seen).toMatchObject([{ kind: "big", size: 3, tag: ["a", "b"] }]);
});

it("two values are a fault at both places, told with all others", async () => {
  expect(await faultsOf("size=3&tag=a", { size: 4, tag: ["a"], nope: 1 })).toEqual([
    ["/size", "size is also in the query, and must be the same there"],
    ["query.size", "size is also in the body, and must be the same there"],
    ["/nope", expect.anything()],
  ]);
  expect(served.seen).toEqual([]);
});

it("what is wrong with it is told where it was sent", async () => {
  expect(await faultsOf("size=10", { text: 1 })).toEqual([
    ["/text", expect.anything()],
    ["query.size", expect.anything()],
  ]);
  expect(await faultsOf("due=soon")).toEqual([["query.due", expect.anything()]]);
  expect(await faultsOf("size=")).toEqual([["query.size", expect.anything()]]);
});

it("nothing else of the input may be in the query, known or not", async () => {
  expect((await faultsOf("text=Hi&id=a&nope=1", {})).map(([pointer]) => pointer)).toEqual([
    "query.text",
    "query.id",
    "query.nope",
  ]);
});

it("who names another user in either place, or two of them, is refused before anything is looked at", async () => {
  for (const [query, body] of [
    ["user=bob", {}],
    ["user=bob&nope=1", { text: 3 }],
    ["user=bob", { user: "alice" }],
    ["user=alice", { user: "bob" }],
    ["user=alice&user=bob", {}],
  ] as const) {
    expect((await move(query, body)).statusCode).toBe(403);
  }
  expect(served.seen).toEqual([]);
});

it("the document has it as a parameter and in the body, and stays valid", async () => {
  const document = describeRest({
    router,
    catalogue,
    info: { title: "Notes", version: "1" },
    problemType: (code) => `/errors/${code}`,
  });
  expect(await new Validator().validate({ ...structuredClone(document) })).toMatchObject({ valid: true });
  const { parameters, requestBody } = document.paths["/api/notes/{id}"]?.["patch"] ?? {};
  expect(parameters?.map(({ name, in: where, required }) => [name, where, required])).toEqual([
    ["id", "path", true],
    ["user", "query", false],
    ["kind", "query", false],
    ["size", "query", false],
    ["due", "query", false],
    ["tag", "query", false],
  ]);
  expect(parameters?.find(({ name }) => name === "size")).toMatchObject({ examples: { large: { value: 3 } } });
  expect(parameters?.find(({ name }) => name === "due")).toMatchObject({ description: "When" });
  expect(Object.keys(requestBody?.content["application/json"]?.schema.properties ?? {})).toEqual(
    expect.arrayContaining(["text", "user", "kind", "size", "due", "tag"]),
  );
});
