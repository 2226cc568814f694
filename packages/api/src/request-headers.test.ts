import { expect, test } from "vitest";
import { ifMatch } from "./request-headers.js";

// So that a call that is sent again at the other door, with the same idempotency key, is the same call.
test.each([
  ['"3"', 3],
  [' W/"2" , "3"', 3],
  ['"3", "4"', [3, 4]],
  ['W/"3"', []],
  ["*", "*"],
])("If-Match: %s is read as tRPC's clients write %o", (header, expected) => {
  expect(ifMatch.read(header)).toEqual(expected);
});
