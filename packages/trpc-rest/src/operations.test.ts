import { lazy } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { OperationExample, RestOperation } from "./meta.js";
import { listOperations } from "./operations.js";
import { catalogue, t } from "./testing/notes.js";

function declare(openapi: RestOperation, input: z.ZodType, output: z.ZodType = z.string()) {
  return t.procedure
    .meta({ openapi })
    .input(input)
    .output(output)
    .query(() => "");
}

function list(procedures: Parameters<typeof t.router>[0]) {
  return () => listOperations(t.router(procedures), catalogue);
}

const text = z.object({ a: z.string() });
const get = { method: "GET", path: "/x" } as const;
const post = { method: "POST", path: "/x" } as const;

const taken = { name: "If-Match", read: (sent: string) => sent, description: "" };

describe("at start-up a declaration that can't be kept is refused, by its procedure's name", () => {
  it.each<[string, RestOperation, z.ZodType, z.ZodType, RegExp]>([
    [
      "a path parameter that is no field",
      { method: "GET", path: "/x/{id}" },
      text,
      z.string(),
      /parameter id is not in its input/,
    ],
    [
      "a list in a path",
      { method: "GET", path: "/x/{a}" },
      z.object({ a: z.array(z.string()) }),
      z.string(),
      /path can't carry a list/,
    ],
    ["a path with a wildcard", { method: "GET", path: "/x/*" }, text, z.string(), /characters/],
    ["a parameter twice", { method: "GET", path: "/{a}/{a}" }, text, z.string(), /twice/],
    ["an input that is no object", post, z.string(), z.string(), /not an object/],
    [
      "an object in a query",
      get,
      z.object({ a: z.object({ b: z.string() }) }),
      z.string(),
      /can't carry an object: its field a/,
    ],
    [
      "an object in the query of a DELETE",
      { method: "DELETE", path: "/x" },
      z.object({ a: z.record(z.string(), z.string()) }),
      z.string(),
      /field a/,
    ],
    [
      "lists of lists in a query",
      get,
      z.object({ a: z.array(z.array(z.string())).optional() }),
      z.string(),
      /a list in a list/,
    ],
    [
      "an object in a form",
      { ...post, contentTypes: ["application/x-www-form-urlencoded"] },
      z.object({ a: text }),
      z.string(),
      /an object/,
    ],
    ["a type that nobody can read", { ...post, contentTypes: ["multipart/form-data"] }, text, z.string(), /multipart/],
    ["a Map in a body", post, z.object({ a: z.map(z.string(), z.string()) }), z.string(), /JSON/],
    ["a Set in an answer", post, text, z.set(z.string()), /its output can't be carried/],
    ["a 204 that has something to tell", { ...get, status: 204 }, text, z.string(), /204/],
    ["an ETag of nothing", { ...get, status: 204, etag: () => "" }, text, z.void(), /void/],
    ["an unknown error", { ...get, errors: ["nope"] }, text, z.string(), /nope is not in the catalogue/],
    ["a hidden field that is not there", { ...get, hidden: ["b"] }, text, z.string(), /hidden field b/],
    ["a status twice", { ...get, otherStatuses: [201, 200] }, text, z.string(), /a status twice/],
    ["a limit of no body", { ...get, bodyLimit: 10 }, text, z.string(), /takes none/],
    ["a limit that is no number of bytes", { ...post, bodyLimit: 0.5 }, text, z.string(), /no number of bytes/],
    ["a header for no field", { ...get, headers: { b: taken } }, text, z.string(), /field b of a header is not in/],
    ["a header for a required field", { ...get, headers: { a: taken } }, text, z.string(), /header, but required/],
    [
      "a header for a parameter of the path",
      { method: "GET", path: "/x/{a}", headers: { a: taken } },
      z.object({ a: z.string().default("") }),
      z.string(),
      /is in the path/,
    ],
    [
      "a header of no name",
      { ...get, headers: { a: { ...taken, name: "If Match" } } },
      z.object({ a: z.string().optional() }),
      z.string(),
      /no name of a header/,
    ],
    [
      "a header for two fields",
      { ...get, headers: { a: taken, b: { ...taken, name: "if-match" } } },
      z.object({ a: z.string().optional(), b: z.string().optional() }),
      z.string(),
      /two fields/,
    ],
    ["a field of the query where all are there", { ...get, inQuery: ["a"] }, text, z.string(), /without a body/],
    ["a field of the query that is not there", { ...post, inQuery: ["b"] }, text, z.string(), /field b of the query/],
    ["a required field of the query beside a body", { ...post, inQuery: ["a"] }, text, z.string(), /but required/],
    [
      "an object in the query beside a body",
      { ...post, inQuery: ["a"] },
      z.object({ a: text.optional() }),
      z.string(),
      /query can't carry an object: its field a/,
    ],
    [
      "a field of the query that is in the path",
      { method: "POST", path: "/x/{a}", inQuery: ["a"] },
      z.object({ a: z.string().default("") }),
      z.string(),
      /query, but is in the path/,
    ],
    ["a hidden field that is required", { ...get, hidden: ["a"] }, text, z.string(), /required/],
  ])("%s", (_what, openapi, input, output, message) => {
    expect(list({ some: t.router({ thing: declare(openapi, input, output) }) })).toThrow(
      /^some\.thing can't be served/,
    );
    expect(list({ thing: declare(openapi, input, output) })).toThrow(message);
  });

  it("two of the same method and path, whatever their parameters are called", () => {
    const one = declare({ method: "GET", path: "/x/{a}" }, text);
    const two = declare({ method: "GET", path: "/x/{b}" }, z.object({ b: z.string() }));
    expect(list({ one, two })).toThrow(/^two can't be served as REST: one has the same method and path/);
    const other = declare({ method: "PUT", path: "/x/{b}" }, z.object({ b: z.string() }));
    expect(list({ one, other })).toThrow(/are the same path/);
  });

  it("two of the same operation id", () => {
    const one = declare({ ...get, operationId: "same" }, text);
    const two = declare({ ...post, operationId: "same" }, text);
    expect(list({ one, two })).toThrow(/^two .* one has the same operation id/);
  });

  it("a subscription, a procedure without output, and a lazy router", () => {
    const live = t.procedure.meta({ openapi: get }).subscription(async function* live() {
      yield 1;
    });
    expect(list({ live })).toThrow(/^live .* subscription/);
    expect(list({ bare: t.procedure.meta({ openapi: get }).query(() => "") })).toThrow(/^bare .* no output/);
    expect(list({ late: lazy(async () => t.router({})) })).toThrow(/^late .* lazy/);
  });

  it("a path that does not start with a slash", () => {
    const wrong: object = { openapi: { method: "GET", path: "x" } };
    expect(
      list({
        wrong: t.procedure
          .meta(wrong)
          .output(z.string())
          .query(() => ""),
      }),
    ).toThrow(/^wrong .* starts with/);
  });

  it.each<[string, OperationExample, RegExp]>([
    ["has no value for the path", { body: { a: "" } }, /example one has no id for the path/],
    ["has a parameter that the path has not", { path: { id: "", nope: "" } }, /has nope, which is not in the path/],
    ["has a query beside a body", { path: { id: "" }, query: { a: "" } }, /has a in a query/],
    ["names an unknown field", { path: { id: "" }, body: { a: "", nope: 1 } }, /the field nope, which is not taken/],
    ["names a hidden field", { path: { id: "" }, body: { h: "" } }, /the field h, which is not taken/],
    ["names a header's field", { path: { id: "" }, body: { k: "" } }, /the field k, which is not taken/],
    ["sends an unknown header", { path: { id: "" }, headers: { "If-Mach": "" } }, /If-Mach, which is not described/],
    ["is answered by a status that is not given", { path: { id: "" }, status: 404 }, /answered by 404/],
  ])("an example that %s", (_what, one, message) => {
    const field = z.string().optional();
    const input = z.object({ id: z.string(), a: field, h: field, k: field });
    const openapi = { method: "PUT", path: "/x/{id}", hidden: ["h"], headers: { k: taken } } as const;
    expect(list({ thing: declare({ ...openapi, examples: { one } }, input) })).toThrow(message);
    const good = { path: { id: "" }, headers: { "IF-MATCH": "", accept: "*/*" }, body: { a: "" }, status: 422 };
    expect(list({ thing: declare({ ...openapi, examples: { good } }, input) })).not.toThrow();
  });

  it("an example that names what even an open input does not take", () => {
    const field = z.string().optional();
    const input = z.looseObject({ h: field, k: field });
    const openapi = { ...post, hidden: ["h"], headers: { k: taken } };
    const example = (body: object) => list({ thing: declare({ ...openapi, examples: { one: { body } } }, input) });
    expect(example({ anything: 1 })).not.toThrow();
    expect(example({ h: "" })).toThrow(/the field h/);
    expect(example({ k: "" })).toThrow(/the field k/);
  });

  it("an example whose query or body is not read", () => {
    const example = (one: OperationExample) => list({ thing: declare({ ...get, examples: { one } }, text) });
    expect(example({ query: { nope: 1 } })).toThrow(/names the field nope/);
    expect(example({ body: { a: "" } })).toThrow(/has a body/);
  });

  it("but not what declares nothing, or is switched off", () => {
    const off = declare({ ...get, enabled: false }, z.string());
    expect(list({ off, none: t.procedure.query(() => "") })()).toEqual([]);
  });
});
