import { expect, test } from "vitest";
import { tokenIn } from "./use-reset-token.js";

test("reads the token of a mailed link, and nothing from an address without", () => {
  expect(tokenIn("#token=aB3-_x")).toBe("aB3-_x");
  expect(tokenIn("#token=")).toBeUndefined();
  expect(tokenIn("#main")).toBeUndefined();
  expect(tokenIn("")).toBeUndefined();
});
