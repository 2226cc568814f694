import { afterEach, describe, expect, test } from "vitest";
import { readInput } from "./safe-superjson.js";

const MIB = 1024 * 1024;

/** As it comes over the wire: parsing makes own properties of names that a literal would take for the prototype. */
const read = (text: string): unknown => readInput(JSON.parse(text));

const withValues = (values: string, json = '{"a":{"b":"2026-01-01T00:00:00.000Z"}}') =>
  `{"json":${json},"meta":{"values":${values}}}`;

const members = () => [Object.prototype, Array.prototype, Function.prototype].map((one) => Reflect.ownKeys(one).length);
const before = members();

afterEach(() => {
  expect(members()).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("dates and undefined are what may be asked for", () => {
  expect(read(withValues('{"a.b":["Date"]}'))).toEqual({ a: { b: new Date("2026-01-01T00:00:00Z") } });
  expect(read(withValues('{"a":["undefined"]}', '{"a":null}'))).toEqual({ a: undefined });
  expect(read(withValues('{"a.b":["Date"]}', '{"a":{"b":"no date"}}'))).toEqual({ a: { b: new Date(Number.NaN) } });
});

describe("nobody reaches a prototype", () => {
  test.each([
    '{"__proto__":["undefined"]}',
    '{"__proto__.polluted":["undefined"]}',
    '{"constructor.prototype.polluted":["undefined"]}',
    '{"constructor.prototype":["Date"]}',
    '{"a.__proto__.polluted":["Date"]}',
    '{"a.constructor.name":["Date"]}',
    '{"a.b.constructor":["Date"]}',
    '{"a.b.length":["Date"]}',
    '{"a":{"__proto__":{"polluted":["Date"]}}}',
    '{"toString":["undefined"]}',
    '{"a\\\\.b":["Date"]}',
    '{"\\\\__proto__.x":["Date"]}',
  ])("by %s", (values) => {
    expect(() => read(withValues(values))).toThrow(/superjson/);
  });

  test("by fields of those names, which are fields like others", () => {
    const value = read(
      '{"json":{"__proto__":{"polluted":"2026-01-01"}},"meta":{"values":{"__proto__.polluted":["Date"]}}}',
    );
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get(Object(value), "polluted")).toBeUndefined();
  });

  test.each([
    '{"0":["Date"],"length":["undefined"]}',
    '{"-1":["Date"]}',
    '{"1e3":["Date"]}',
    '{"4294967294":["Date"]}',
  ])("nor lengthens a list by %s", (values) => {
    expect(() => read(withValues(values, '["2026-01-01"]'))).toThrow(/superjson/);
  });
});

describe("nobody has made what was not sent", () => {
  test.each([
    '["map"]',
    '["set"]',
    '["regexp"]',
    '["bigint"]',
    '["URL"]',
    '["Error"]',
    '["number"]',
    '[["typed-array","Float64Array"]]',
    '[["class","Object"]]',
    '[["symbol","iterator"]]',
    '[["custom","Decimal"]]',
    '["Date",{"x":["Date"]}]',
    '["__proto__"]',
    "[]",
    "[null]",
  ])("of the kind %s", (kind) => {
    expect(() => read(withValues(`{"a.b":${kind}}`, '{"a":{"b":"((((a+)+)+)+)$"}}'))).toThrow(/superjson/);
  });

  test("by equal references, of which a kilobyte takes seconds", () => {
    const equal = JSON.stringify(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`a.${index}`, ["a"]])));
    expect(() => read(`{"json":{"a":[]},"meta":{"referentialEqualities":${equal}}}`)).toThrow(/superjson/);
  });
});

describe("a megabyte of annotations is read or refused at once:", () => {
  const paths = (count: number) => Array.from({ length: count }, (_, index) => `"a.${index}":["Date"]`).join(",");
  const list = (count: number) => `{"a":${JSON.stringify(Array.from({ length: count }, () => "2026-01-01"))}}`;

  test.each([
    ["many", withValues(`{${paths(20_000)}}`, list(20_000)), "read"],
    ["the same over and over", withValues(`{${'"a.0":["Date"],'.repeat(50_000)}"a.0":["Date"]}`, list(1)), "read"],
    ["of things that are not there", withValues(`{${paths(40_000)}}`, list(1)), "refused"],
    ["deep", withValues(`${'{"a":'.repeat(100_000)}["Date"]${"}".repeat(100_000)}`), "refused"],
    ["a path of many keys", withValues(`{"${"a.".repeat(MIB / 4)}a":["Date"]}`), "refused"],
    ["a path of many backslashes", withValues(`{"${"\\\\".repeat(MIB / 4)}":["Date"]}`), "refused"],
    ["a path of dots", withValues(`{"${".".repeat(MIB / 2)}":["Date"]}`), "refused"],
  ])("%s", (_, text, what) => {
    const begun = performance.now();
    let outcome = "read";
    try {
      read(text);
    } catch (error) {
      outcome = error instanceof Error && error.message.includes("superjson") ? "refused" : String(error);
    }
    expect(outcome).toBe(what);
    // Of some 20 ms. Quadratic time would be minutes.
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

test("more values than a call can take are refused, without a word on each", () => {
  const list = (count: number) => `{"json":[${Array.from({ length: count }, () => "1").join(",")}]}`;
  expect(read(list(20_000))).toHaveLength(20_000);
  expect(() => read(list(25_000))).toThrow(expect.objectContaining({ kind: "payload_too_large" }));
});
