import { expect, test } from "vitest";
import { countLabel } from "./count-label.js";

test.each([
  [0, false, "0 tasks"],
  [1, false, "1 task"],
  [12, false, "12 tasks"],
  [10_000, true, `More than ${(10_000).toLocaleString()} tasks`],
])("%d, more: %j, is told as %j", (total, isMore, label) => {
  expect(countLabel({ total, isMore })).toBe(label);
});
