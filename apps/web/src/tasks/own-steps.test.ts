import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { checkStep, followSteps, noteStep } from "./own-steps.js";
import { sampleTask } from "./sample-task.js";

const before = sampleTask({ id: "a", version: 1 });

test("a version is followed through our own writes, of this task alone", () => {
  const client = new QueryClient();
  noteStep(client, "a", 1);
  noteStep(client, "a", 2);
  checkStep(client, before, { completed: true }, { ...before, completed: true, version: 2 });
  expect([followSteps(client, "a", 1), followSteps(client, "a", 2), followSteps(client, "a", 3)]).toEqual([3, 3, 3]);
  expect(followSteps(client, "b", 1)).toBe(1);
  expect(followSteps(new QueryClient(), "a", 1)).toBe(1);
});

test.each([
  undefined,
  { ...before, version: 1 },
  { ...before, version: 3 },
  // Ours was there already: it is someone else's, which changed more.
  { ...before, completed: true, notes: "Theirs", version: 2 },
])("but not through one that led elsewhere: %o", (after) => {
  const client = new QueryClient();
  noteStep(client, "a", 1);
  checkStep(client, before, { completed: true }, after);
  expect(followSteps(client, "a", 1)).toBe(1);
});
