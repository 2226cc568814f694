import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { compareTasks, type Sort } from "./task-orders.js";

const early = sampleTask({ id: "1", title: "banana", priority: "high", dueAt: new Date(10), createdAt: new Date(1) });
const late = sampleTask({ id: "2", title: "Apple", priority: "low", dueAt: new Date(20), createdAt: new Date(2) });
const undated = sampleTask({ id: "3", title: "cherry", priority: "none", dueAt: null, createdAt: new Date(3) });

function order(sort: Sort): string[] {
  return [undated, late, early].toSorted((a, b) => compareTasks(sort, a, b)).map(({ id }) => id);
}

test.each([
  ["createdAt", ["1", "2", "3"]],
  ["-createdAt", ["3", "2", "1"]],
  ["title", ["2", "1", "3"]],
  ["-title", ["3", "1", "2"]],
  ["-priority", ["1", "2", "3"]],
  ["priority", ["3", "2", "1"]],
] as const)("orders by %s", (sort, expected) => {
  expect(order(sort)).toEqual(expected);
});

test("puts what has no due date last in either direction", () => {
  expect(order("dueAt")).toEqual(["1", "2", "3"]);
  expect(order("-dueAt")).toEqual(["2", "1", "3"]);
});

test("orders parts by their positions as the database does, upper case first, and then by id", () => {
  const parts = ["a0", "aB", "b00", "aa", "B0"].map((position, index) => sampleTask({ id: `${index}`, position }));
  const tied = sampleTask({ id: "9", position: "aB" });
  const ordered = [tied, ...parts].toSorted((a, b) => compareTasks("position", a, b));
  expect(ordered.map(({ position }) => position)).toEqual(["B0", "a0", "aB", "aB", "aa", "b00"]);
  expect(ordered[3]).toBe(tied);
});

test("breaks ties by id, in the direction of the order", () => {
  const [a, b] = [sampleTask({ id: "a" }), sampleTask({ id: "b" })];
  expect(compareTasks("createdAt", a, b)).toBeLessThan(0);
  expect(compareTasks("-createdAt", a, b)).toBeGreaterThan(0);
});
