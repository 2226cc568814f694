import { expect, test } from "vitest";
import { describeLinkError } from "./use-link-error.js";

test("tells why a link did not change the address, in words", () => {
  expect(describeLinkError("?error=TOKEN_EXPIRED", true)?.message).toContain("too old");
  expect(describeLinkError("?error=INVALID_TOKEN", false)?.message).toContain("does not work any more");
  expect(describeLinkError("?error=%3Cb%3E", false)?.message).not.toContain("<b>");
  expect(describeLinkError("", false)).toBeUndefined();
});

test("does not say that nothing was changed where the link may have done it before", () => {
  const again = describeLinkError("?error=INVALID_TOKEN", true);
  expect(again?.message).toContain("used already");
  expect(again?.message).not.toContain("as it was");
  expect(again?.isHarmless).toBe(true);
});
