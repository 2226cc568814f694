import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { addTasks, signUp, taskRow } from "./visitor.js";

/** Where the letters of a text that an element holds are drawn, from left to right. */
function lettersOf(element: Locator, text: string): Promise<number[]> {
  return element.evaluate((shown, wanted) => {
    const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const start = node.textContent?.indexOf(wanted) ?? -1;
      if (start === -1) continue;
      return Array.from(wanted, (_letter, index) => {
        const range = document.createRange();
        range.setStart(node, start + index);
        range.setEnd(node, start + index + 1);
        return range.getBoundingClientRect().left;
      });
    }
    throw new Error(`It does not hold ${wanted}`);
  }, text);
}

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

  test("leaves room: a long title is cut in a message, and broken in a dialog", async () => {
    const page = await newPage({ viewport: { width: 390, height: 844 } });
    await signUp(page);
    const title = "Donaudampfschifffahrtsgesellschaft".repeat(10);
    await addTasks(page, title);
    await page.getByRole("button", { name: `Delete ${title}` }).click();
    const toast = page.locator(".toast");
    expect((await toast.boundingBox())?.height).toBeLessThan(150);
    const [x = 0] = await lettersOf(toast, "is in the trash");
    expect(x).toBeGreaterThan(0);
    expect(await toast.locator("bdi").textContent()).toBe(title);

    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByRole("button", { name: `Delete ${title} for good` }).click();
    const heading = page.getByRole("dialog").getByRole("heading");
    const [needed, given] = await heading.evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    expect(needed).toBe(given);
  });

  test("goes from right to left where a text does, and nowhere else", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "לקנות חלב", "Turned \u202Earound");
    const directionOf = (element: Locator) => element.evaluate((shown) => getComputedStyle(shown).direction);
    expect(await directionOf(page.locator(".task-title").last())).toBe("rtl");
    expect(await directionOf(page.locator(".task-title").first())).toBe("ltr");
    await page.getByLabel("New task").fill("שלום");
    expect(await directionOf(page.getByLabel("New task"))).toBe("rtl");
    await page.getByLabel("New task").fill("");
    await page.getByRole("button", { name: "Details of לקנות חלב" }).click();
    const editor = page.getByRole("form", { name: "Details of" });
    await editor.getByLabel("Notes").fill("שלום");
    expect(await directionOf(editor.getByLabel("Notes"))).toBe("rtl");
    await editor.getByRole("button", { name: "Cancel" }).click();

    await taskRow(page, "Turned \u202Earound")
      .getByRole("button", { name: /^Delete/ })
      .click();
    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByRole("button", { name: /^Delete Turned.* for good$/ }).click();
    const letters = await lettersOf(page.getByRole("dialog").getByRole("heading"), "for good");
    expect(letters).toEqual(letters.toSorted((a, b) => a - b));
  });

  test("tells what is chosen, and what can be, in colours that are not ours", async () => {
    const page = await newPage({ forcedColors: "active" });
    await signUp(page);
    const outlineOf = (name: string) =>
      page.getByRole("link", { name, exact: true }).evaluate((link) => getComputedStyle(link).outlineStyle);
    expect(await outlineOf("All")).toBe("solid");
    expect(await outlineOf("Open")).toBe("none");
    expect(await page.getByLabel("Order").evaluate((select) => getComputedStyle(select).appearance)).toBe("auto");
  });
});
