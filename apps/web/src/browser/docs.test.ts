import { describe, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";

describe.skipIf(skipsBrowserTests)("the docs", () => {
  const newPage = openTypedo();

  test("name what one chooses in the reference", async () => {
    const page = await newPage();
    await page.goto("/docs");
    await page.getByRole("combobox", { name: "Server", exact: true }).waitFor();
  });
});
