import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { signUp } from "./visitor.js";

describe.skipIf(skipsBrowserTests)("what is drawn", () => {
  const newPage = openTypedo();

  for (const [reducedMotion, moves] of [
    ["reduce", false],
    ["no-preference", true],
  ] as const) {
    test(`moves only for those who don't mind: ${reducedMotion}`, async () => {
      const page = await newPage({ reducedMotion });
      await signUp(page);
      const seconds = await page
        .getByRole("button", { name: "Add" })
        .evaluate((button) => Number.parseFloat(getComputedStyle(button).transitionDuration));
      expect(seconds > 0.01).toBe(moves);
    });
  }
});
