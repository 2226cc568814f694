import { expect, test } from "vitest";
import { tooLong } from "./text-limits.js";

test("tells by how much a text is too long, counted as the server does", () => {
  expect(tooLong("a".repeat(5), 5)).toBeUndefined();
  expect(tooLong("🎉".repeat(5), 5)).toBeUndefined();
  expect(tooLong("🎉".repeat(7), 5)).toBe("At most 5 characters: please shorten it by 2.");
});
