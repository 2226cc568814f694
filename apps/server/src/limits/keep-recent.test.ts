import { expect, test } from "vitest";
import { keepRecent } from "./keep-recent.js";

test("a value stays for as long as its key is asked for, and the one not asked for the longest goes first", () => {
  const made: string[] = [];
  const of = keepRecent(4, (key) => {
    made.push(key);
    return { key };
  });
  const ada = of("ada");
  of("bob");
  expect(of("ada")).toBe(ada);
  of("eve");
  expect(of("ada")).toBe(ada);
  of("eve");
  of("ida");
  expect(of("ada")).toBe(ada);
  of("bob");
  expect(made).toEqual(["ada", "bob", "eve", "ida", "bob"]);
});
