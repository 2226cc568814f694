import { expect, test } from "vitest";
import { describeLinkError } from "./use-link-error.js";

test("tells why a link did not change the address, in words", () => {
  expect(describeLinkError("?error=TOKEN_EXPIRED")).toContain("too old");
  expect(describeLinkError("?error=INVALID_TOKEN")).toContain("does not work any more");
  expect(describeLinkError("?error=%3Cb%3E")).not.toContain("<b>");
  expect(describeLinkError("")).toBeUndefined();
});
