import { expect, it } from "vitest";
import { acceptsJson, parseMediaType, splitOutsideQuotes } from "./media-type.js";

it("splits where no quotes are, and minds what is escaped in them", () => {
  expect(splitOutsideQuotes('a;b="c;d";e', ";")).toEqual(["a", 'b="c;d"', "e"]);
  expect(splitOutsideQuotes('a="b\\",c",d', ",")).toEqual(['a="b\\",c"', "d"]);
  expect(splitOutsideQuotes(";;a;", ";")).toEqual(["a"]);
  expect(splitOutsideQuotes("", ",")).toEqual([]);
});

it("takes a quote that has no end as one up to the end", () => {
  expect(splitOutsideQuotes('a;b="c;d', ";")).toEqual(["a", 'b="c;d']);
});

it("reads a type that holds as many quotes as a header can", () => {
  const quotes = '"\\'.repeat(8000);
  expect(parseMediaType(`application/json;${quotes}`)?.essence).toBe("application/json");
  expect(acceptsJson(`${quotes},application/json`)).toBe(false);
});
