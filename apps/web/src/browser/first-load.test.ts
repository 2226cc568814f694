import type { Response } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { addTasks, signUp, taskRow } from "./visitor.js";

describe.skipIf(skipsBrowserTests)("the first load", () => {
  const newPage = openTypedo();

  test("takes no more JavaScript than its budget, until the tasks are there", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Water the plants");
    const scripts: Response[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response);
    });
    await page.reload();
    await taskRow(page, "Water the plants").waitFor();
    const sizes = await Promise.all(scripts.map(async (script) => sizeOf(script.url())));
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(inject("budgets").firstLoadBytes);
  });
});

/** Bytes on their way to a browser that takes gzip. */
async function sizeOf(url: string): Promise<number> {
  const { headers } = await fetch(url, { headers: { "accept-encoding": "gzip" } });
  expect(headers.get("content-encoding")).toBe("gzip");
  return Number(headers.get("content-length"));
}
