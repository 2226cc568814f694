import { expect, test } from "vitest";
import { positionBehind, positionFarBehind } from "./part-position.js";
import { comparePositions } from "./task-orders.js";

function behind(...positions: readonly string[]): string {
  return positionBehind(positions.map((position) => ({ position })));
}

test("begins where the API begins", () => {
  expect(behind()).toBe("a0");
});

test.each([
  ["a0", "a1"],
  ["a9", "aA"],
  ["aZ", "aa"],
  ["az", "b00"],
  ["b0z", "b10"],
  ["bzz", "c000"],
  ["5", "6"],
  ["hello", "hellp"],
  ["zz", "zz0"],
])("counts on from %s to %s", (last, next) => {
  expect(behind(last)).toBe(next);
});

test("is behind all of them, in whatever order they come", () => {
  expect(behind("aB", "a0", "aa", "aC")).toBe("ab");
});

test("is behind what is not known, and behind what was put there before", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const parts = [{ position: "a0" }];
  for (const expected of ["y1772366400000", "y1772366400001"]) {
    const position = positionFarBehind(parts, now);
    expect(position).toBe(expected);
    expect(comparePositions(position, behind("a0", "zz"))).toBeLessThan(0);
    parts.push({ position });
  }
  const later = positionFarBehind([], new Date(now.getTime() + 1000));
  expect(comparePositions(later, positionBehind(parts))).toBeGreaterThan(0);
  expect(positionFarBehind([{ position: "zz" }], now)).toBe("zz0");
});

test("ten thousand, one after the other, stay in order and short", () => {
  const positions = ["a0"];
  while (positions.length < 10_000) positions.push(behind(positions.at(-1) ?? ""));
  expect(positions.toSorted(comparePositions)).toEqual(positions);
  expect(new Set(positions).size).toBe(10_000);
  expect(positions.at(-1)).toHaveLength(4);
});

test.each(["z".repeat(100), `a${"z".repeat(99)}`, "a".repeat(100)])("gives what the API takes behind %s", (last) => {
  expect(behind(last)).toMatch(/^[0-9A-Za-z]{1,100}$/);
  expect(comparePositions(behind(last), last)).toBeGreaterThanOrEqual(0);
});
