import { expect, test } from "vitest";
import { relativeTime } from "./relative-time.js";

const now = new Date("2026-03-02T12:00:00Z");

test.each([
  ["2026-03-02T11:59:30Z", "just now"],
  ["2026-03-02T11:58:59Z", "1 minute ago"],
  ["2026-03-01T13:00:00Z", "23 hours ago"],
  ["2026-02-27T12:00:00Z", "3 days ago"],
  ["2026-02-01T12:00:00Z", "4 weeks ago"],
  ["2024-12-01T12:00:00Z", "1 year ago"],
  ["2026-03-20T12:00:00Z", "in 2 weeks"],
])("%s is %s", (instant, words) => {
  expect(relativeTime(new Date(instant), now, "en")).toBe(words);
});
