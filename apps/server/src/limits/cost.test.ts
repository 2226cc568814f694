import { expect, test } from "vitest";
import { countCalls } from "./cost.js";

test("a tRPC batch costs as many as it has calls", () => {
  expect(countCalls("tasks.list")).toBe(1);
  expect(countCalls("tasks.list,tasks.list")).toBe(2);
  expect(countCalls("tasks.list,tasks.list,tasks.get")).toBe(3);
});
