import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compileSerialize } from "./serialize.js";
import { writeJson } from "./plain-json.js";

interface Tree {
  name: string;
  children: Tree[];
}
const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }));

const at = new Date("2026-05-01T12:00:00.120Z");

const cases: [string, z.ZodType, unknown[]][] = [
  ["text", z.string(), ["", "a", '"\\\u0000\u2028<script>', "😀", "\ud800"]],
  ["numbers", z.number(), [0, -0, 1.5, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY]],
  ["booleans and nothing", z.union([z.boolean(), z.null()]), [true, false, null]],
  [
    "instants",
    z.date(),
    [
      at,
      ...[
        "2026-12-31T23:59:59.999Z",
        "2024-02-29T00:00:00.001Z",
        "1000-01-01T10:10:10.010Z",
        "0999-01-01T00:00:00Z",
        "0050-01-01T00:00:00Z",
        "+010000-01-01T00:00:00Z",
      ].map((text) => new Date(text)),
    ],
  ],
  ["bigints", z.bigint(), [12345678901234567890n]],
  ["enums and literals", z.union([z.enum(["a", "b"]), z.literal(1)]), ["a", 1]],
  [
    "what may be absent",
    z.object({ a: z.string().optional(), b: z.date().nullable() }),
    [{ b: null }, { a: "x", b: at }],
  ],
  ["defaults", z.object({ a: z.array(z.string()).default([]) }), [{ a: [] }, { a: ["x", "y"] }]],
  ["lists", z.array(z.union([z.number(), z.undefined()])), [[], [1], [1, undefined, 2]]],
  ["lists of lists", z.array(z.array(z.date())), [[[], [at, at]]]],
  ["records", z.record(z.string(), z.bigint()), [{ a: 1n, 'b"': 2n }]],
  ["what is open", z.looseObject({ a: z.string() }), [{ a: "x", more: [at, 1n] }]],
  ["a schema that holds itself", tree, [{ name: "a", children: [{ name: "b", children: [] }] }]],
  [
    "what a function makes",
    z.object({ a: z.string().transform((text) => ({ length: text.length })) }),
    [{ a: { length: 3 } }],
  ],
  [
    "names that are special",
    z.object({ 'a"b': z.string(), __proto__: z.string(), toString: z.string() }),
    [{ 'a"b': "x" }],
  ],
  ["anything", z.unknown(), [undefined, null, { a: [1n, at] }]],
  ["nothing", z.void(), [undefined]],
];

describe("writes what JSON.stringify would", () => {
  test.each(cases)("%s", (_, schema, values) => {
    const serialize = compileSerialize(schema);
    for (const value of values) expect(serialize(value)).toBe(writeJson(value));
  });

  test("a field by the name __proto__", () => {
    const value = JSON.parse('{ "__proto__": "x", "a": "y" }');
    const shape = Object.fromEntries([
      ["__proto__", z.string()],
      ["a", z.string()],
    ]);
    expect(compileSerialize(z.object(shape))(value)).toBe('{"__proto__":"x","a":"y"}');
  });
});

test("drops what the schema does not name", () => {
  const serialize = compileSerialize(z.object({ items: z.array(z.object({ id: z.string() })) }));
  expect(serialize({ items: [{ id: "1", secret: "s" }], secret: "s" })).toBe('{"items":[{"id":"1"}]}');
});
