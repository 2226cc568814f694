import { expect, test } from "vitest";
import { keepPinned } from "./pinned-tasks.js";
import { sampleTask } from "./sample-task.js";

const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => sampleTask({ id }));
const tasks = (...list: readonly (typeof a)[]) => list.filter((task) => task !== undefined);
const idsOf = (...args: Parameters<typeof keepPinned>) => keepPinned(...args).map(({ id }) => id);

test("what is being edited stays where it was, although the list has lost it", () => {
  expect(idsOf(tasks(a, b, c), tasks(a, c), new Set(["b"]))).toEqual(["a", "b", "c"]);
  expect(idsOf(tasks(a, b, c), [], new Set(["a", "c"]))).toEqual(["a", "c"]);
  expect(idsOf(tasks(a, b, c), tasks(d), new Set(["c"]))).toEqual(["d", "c"]);
});

test("what is not edited goes, and what is there comes once", () => {
  expect(idsOf(tasks(a, b), tasks(b), new Set())).toEqual(["b"]);
  expect(idsOf(tasks(a, b), tasks(b, a), new Set(["a"]))).toEqual(["b", "a"]);
});
