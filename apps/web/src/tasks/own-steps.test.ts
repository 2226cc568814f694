import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { checkStep, followSteps, noteStep } from "./own-steps.js";

test("a version is followed through our own writes, of this task alone", () => {
  const client = new QueryClient();
  noteStep(client, "a", 1);
  noteStep(client, "a", 2);
  checkStep(client, "a", 1, 2);
  expect([followSteps(client, "a", 1), followSteps(client, "a", 2), followSteps(client, "a", 3)]).toEqual([3, 3, 3]);
  expect(followSteps(client, "b", 1)).toBe(1);
  expect(followSteps(new QueryClient(), "a", 1)).toBe(1);
});

test.each([undefined, 1, 3])("but not through one that led elsewhere: %s", (to) => {
  const client = new QueryClient();
  noteStep(client, "a", 1);
  checkStep(client, "a", 1, to);
  expect(followSteps(client, "a", 1)).toBe(1);
});
