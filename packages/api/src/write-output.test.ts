import fc from "fast-check";
import superjson from "superjson";
import { expect, test } from "vitest";
import { writeOutput } from "./write-output.js";

class Point {
  readonly x = 1;
}

const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.date(),
  fc.bigInt(),
);
/** Keys that superjson refuses: their own test says so. */
const REFUSED = new Set(["__proto__", "constructor", "prototype"]);

const key = fc
  .oneof(fc.string(), fc.constantFrom("a.b", "a\\b", "", "0", "toString"))
  .filter((name) => !REFUSED.has(name));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** As a client gets it. */
function sent(written: unknown): unknown {
  return JSON.parse(JSON.stringify(written));
}

test("is written as superjson writes it", () => {
  fc.assert(
    fc.property(value, (output) => {
      expect(sent(writeOutput(output))).toStrictEqual(sent(superjson.serialize(output)));
      expect(superjson.deserialize(writeOutput(output))).toStrictEqual(output);
    }),
    { numRuns: 2000, seed: 20_261_128 },
  );
});

test.each([
  ["a map", new Map([["a", new Date(0)]])],
  ["a set within a list", [new Set([1])]],
  ["an instance", { point: new Point() }],
  ["an error", new Error("as it is")],
  ["what is not a number", { ratio: Number.NaN, less: -0 }],
  ["an instant that is none", [new Date(Number.NaN)]],
  ["an object without prototype", Object.assign(Object.create(null), { a: 1 })],
])("%s is superjson's", (_name, output: unknown) => {
  expect(sent(writeOutput(output))).toStrictEqual(sent(superjson.serialize(output)));
});

test("what holds itself comes to an end", () => {
  const itself: { inner?: unknown } = {};
  itself.inner = itself;
  expect(writeOutput(itself)).toEqual(superjson.serialize(itself));
});

test.each([...REFUSED])("the key %s, by which a prototype could be reached, is refused, as superjson does", (name) => {
  const output: unknown = JSON.parse(`[{ "a": { "${name}": 1 } }]`);
  expect(() => superjson.serialize(output)).toThrow(/prototype pollution/);
  expect(() => writeOutput(output)).toThrow(/prototype pollution/);
});

test("what is there twice is read as two that are equal", () => {
  const when = new Date(0);
  expect(superjson.deserialize(writeOutput([when, { when }]))).toEqual([when, { when }]);
});
