import { describe, expect, test } from "vitest";
import type { ListingCost, PageCost } from "./costs.js";
import { faultsOfFlat, faultsOfSearches, firstPagesTable, growthOf, pagesTable } from "./tables.js";

const page = (buffers: number, over: Partial<PageCost> = {}): PageCost => ({
  buffers,
  sequentialScans: 0,
  sorted: 0,
  ...over,
});

/** Eleven pages of so many buffers each. */
const cost = (tasks: number, buffers: number, over: Partial<ListingCost> = {}): ListingCost => ({
  name: "title",
  tasks,
  first: page(buffers),
  within: Array.from({ length: 9 }, () => page(buffers)),
  last: page(buffers),
  call: 2,
  ...over,
});

const short = (tasks: number) => cost(tasks, 1, { within: [], last: undefined });

describe("growth", () => {
  test("is that of the mean page, from the first list that is long enough to the last", () => {
    expect(growthOf([short(100), cost(1000, 20), cost(10_000, 90), cost(100_000, 21)])).toBeCloseTo(1.05);
    expect(growthOf([cost(1000, 20), cost(10_000, 20, { last: page(42) })])).toBeCloseTo(1.1);
  });

  test("is not known where only one list is long enough", () => {
    expect(growthOf([short(100), cost(1000, 20)])).toBeUndefined();
  });
});

describe("faults", () => {
  test("of flat listings are growth, whole tables and long sorts, each of one page at least", () => {
    expect(faultsOfFlat([cost(1000, 20), cost(10_000, 21)])).toEqual([]);
    expect(faultsOfFlat([cost(1000, 20), cost(10_000, 23)])).toEqual(["title reads 1.15 × as much"]);
    expect(faultsOfFlat([cost(1000, 20, { last: page(20, { sequentialScans: 1 }) })])).toEqual([
      "title scans the whole table",
    ]);
    expect(faultsOfFlat([cost(1000, 20, { first: page(20, { sorted: 85 }) })])).toEqual([
      "title sorts more than its page",
    ]);
  });

  test("of searches are whole tables and more than 50 ms", () => {
    expect(faultsOfSearches([cost(1000, 20), cost(10_000, 9000, { call: 50 })])).toEqual([]);
    expect(faultsOfSearches([cost(1000, 20), cost(10_000, 20, { call: 51 })])).toEqual(["title takes 51 ms"]);
  });
});

describe("tables", () => {
  test("have a column for each size, and what is not known stays empty", () => {
    expect(pagesTable([short(100), cost(1000, 20)])).toBe(
      [
        "| listing | 100 |        1,000 | growth |  ms |",
        "| ------- | --: | -----------: | -----: | --: |",
        "| title   |   1 | 20 / 20 / 20 |        | 2.0 |",
      ].join("\n"),
    );
    expect(firstPagesTable([short(100), cost(1000, 20)])).toBe(
      [
        "| listing |        100 |       1,000 |",
        "| ------- | ---------: | ----------: |",
        "| title   | 1 / 2.0 ms | 20 / 2.0 ms |",
      ].join("\n"),
    );
  });
});
