import { expect, test } from "vitest";
import { median, percentile } from "./statistics.js";

test("the median is the middle one, whatever the order", () => {
  expect(median([30, 1, 2])).toBe(2);
  expect(median([10, 9, 100, 1])).toBe(9.5);
  expect(median([7])).toBe(7);
});

test("there is no median of nothing", () => {
  expect(() => median([])).toThrow(RangeError);
});

test("a percentile is the least value that so many do not exceed", () => {
  const values = Array.from({ length: 200 }, (_, index) => index + 1);
  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 0.99)).toBe(198);
  expect(percentile([5], 0.5)).toBe(5);
  expect(percentile([1, 9], 0.99)).toBe(9);
});
