import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileDecode, type Issue } from "./decode.js";
import { parseInstant } from "./instant.js";

function decode(schema: z.ZodType, value: unknown) {
  const issues: Issue[] = [];
  const decoded = compileDecode(schema, "json")(value, { path: [], issues });
  return {
    decoded,
    unknown: issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" ? [[...issue.path, ...issue.keys].join("/")] : [],
    ),
  };
}

const text = "2026-01-02T03:04:05.678Z";
const date = new Date(text);

describe("dates of JSON are read wherever a schema has them", () => {
  const tree = z.object({
    at: z.date(),
    get kids(): z.ZodOptional<z.ZodArray<typeof tree>> {
      return z.array(tree).optional();
    },
  });
  it.each<[string, z.ZodType, unknown, unknown]>([
    ["in lists", z.array(z.date()), [text, 1], [date, 1]],
    ["in objects", z.object({ a: z.object({ b: z.date() }) }), { a: { b: text } }, { a: { b: date } }],
    ["in records", z.record(z.string(), z.date()), { a: text, __proto__x: text }, { a: date, __proto__x: date }],
    ["in tuples", z.tuple([z.string(), z.date()], z.date()), [text, text, text], [text, date, date]],
    ["optional, nullable, with a default", z.date().nullable().optional().default(null), text, date],
    ["null stays", z.date().nullable(), null, null],
    [
      "in a union, by what takes the value",
      z.union([z.object({ a: z.literal(1), d: z.date() }), z.object({ a: z.literal(2), d: z.string() })]),
      { a: 2, d: text },
      { a: 2, d: text },
    ],
    [
      "in a discriminated union",
      z.discriminatedUnion("k", [
        z.object({ k: z.literal("d"), v: z.date() }),
        z.object({ k: z.literal("s"), v: z.string() }),
      ]),
      { k: "d", v: text },
      { k: "d", v: date },
    ],
    ["of a string or a date, the first that is declared", z.union([z.string(), z.date()]), text, text],
    ["before a transform", z.date().transform((value) => value.getTime()), text, date],
    [
      "in an intersection",
      z.intersection(z.object({ a: z.date() }), z.object({ b: z.date() })),
      { a: text, b: text },
      { a: date, b: date },
    ],
    ["in what holds itself", tree, { at: text, kids: [{ at: text }] }, { at: date, kids: [{ at: date }] }],
  ])("%s", (_what, schema, value, expected) => {
    expect(decode(schema, value)).toEqual({ decoded: expected, unknown: [] });
  });

  it("and nowhere else: what a preprocess gets is what was sent", () => {
    expect(
      decode(
        z.preprocess((value) => value, z.date()),
        text,
      ).decoded,
    ).toBe(text);
    expect(decode(z.string(), text).decoded).toBe(text);
  });
});

it("reads bigints from digits and whole numbers", () => {
  expect(decode(z.array(z.bigint()), ["12345678901234567890", 7, "1.5", 1.5, "x"]).decoded).toEqual([
    12345678901234567890n,
    7n,
    "1.5",
    1.5,
    "x",
  ]);
  expect(decode(z.bigint(), "9".repeat(100_000)).decoded).toBeTypeOf("string");
});

describe("unknown fields", () => {
  it("are found at any depth of objects that would drop them, and left to those that refuse or take them", () => {
    const inner = z.object({ b: z.string() });
    expect(decode(z.object({ a: z.array(inner) }), { a: [{ b: "", c: 1 }], d: 1 }).unknown).toEqual(["d", "a/0/c"]);
    expect(decode(z.strictObject({ a: z.string() }), { b: 1 }).unknown).toEqual([]);
    expect(decode(z.looseObject({ a: z.string() }), { b: 1 }).unknown).toEqual([]);
    expect(decode(z.object({ a: z.string() }).catchall(z.date()), { b: text })).toEqual({
      decoded: { b: date },
      unknown: [],
    });
  });

  it("are found in unions and intersections", () => {
    const union = z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]);
    expect(decode(union, { b: "x" }).unknown).toEqual([]);
    expect(decode(union, { b: "x", c: 1 }).unknown).toEqual(["c"]);
    const both = z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }));
    expect(decode(both, { a: "", b: "", c: 1 }).unknown).toEqual(["c"]);
  });
});

it("takes an instant only if a Date holds it without loss", () => {
  const iso = (value: string) => parseInstant(value)?.toISOString();
  expect(iso("2026-01-01T00:00:00Z")).toBe("2026-01-01T00:00:00.000Z");
  expect(iso("2026-01-01t00:00:00.1z")).toBe("2026-01-01T00:00:00.100Z");
  expect(iso("2026-01-01T00:00:00.123000-01:30")).toBe("2026-01-01T01:30:00.123Z");
  expect(iso("0001-01-01T00:00:00Z")).toBe("0001-01-01T00:00:00.000Z");
  for (const value of [
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00.0001Z",
    "2026-01-01 00:00:00Z",
    "2026-01-01T00:00Z",
    "2026-01-01T00:00:00",
    "+002026-01-01T00:00:00Z",
  ]) {
    expect(iso(value)).toBeUndefined();
  }
});

it("looks for nothing in a list that is longer than it may be, which its schema refuses whatever is in it", () => {
  const list = z.array(z.object({ at: z.date() })).max(2);
  expect(decode(list, [{ at: text }, { at: text }]).decoded).toEqual([{ at: date }, { at: date }]);
  const long = [{ at: text }, { at: text }, { at: text }];
  expect(decode(list, long).decoded).toBe(long);
});
