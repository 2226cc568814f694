import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { findFaintTexts, findNamelessControls } from "./check-page.js";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, callApi, makeManyTasks, signUp, taskRow, titlesOn } from "./visitor.js";

async function expectAccessible(page: Page): Promise<void> {
  expect(await findNamelessControls(page)).toEqual([]);
  expect(await findFaintTexts(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").trim();
    });
    if (focused === name) return;
  }
  throw new Error(`The focus never came to ${name}`);
}

describe.skipIf(skipsBrowserTests)("access to search, filters, trash and conflicts", () => {
  const newPage = openTypedo();

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [390, 1280]) {
      test(`every control has a name, every text stands out and all of it fits, in ${colorScheme} at ${width}`, async () => {
        const page = await newPage({
          colorScheme,
          reducedMotion: "reduce",
          viewport: { width, height: 800 },
          expectsFailedRequests: true,
        });
        await signUp(page);
        const [id, done = "", gone = ""] = await makeManyTasks(page, ["Crème brûlée", "Crème caramel", "Old"]);
        await callApi(page, "tasks.update", { id, priority: "high", labels: ["sweet"], dueDate: "2020-02-03" });
        await callApi(page, "tasks.update", { id: done, completed: true, priority: "high", labels: ["sweet"] });
        await callApi(page, "tasks.delete", { id: gone });
        await page.goto("/?q=creme&priority=high&label=sweet");
        await taskRow(page, "Crème brûlée").waitFor();
        await page.getByRole("button", { name: /^Filter/ }).click();
        await expectAccessible(page);

        await page.getByRole("button", { name: "Details of Crème brûlée" }).click();
        const editor = page.getByRole("form", { name: "Details of Crème brûlée" });
        await editor.getByLabel("Notes").fill("Mine");
        await editor.getByLabel("Due date").fill("2026-05-06");
        await callApi(page, "tasks.update", { id, notes: "Theirs", labels: ["sweet", "french"] });
        await editor.getByRole("button", { name: "Save" }).click();
        const dialog = page.getByRole("dialog", { name: "Changed elsewhere meanwhile" });
        await dialog.getByText("kept either way: labels").waitFor();
        await expectAccessible(page);
        await dialog.getByRole("button", { name: "Take theirs" }).click();

        await page.goto("/?q=nothing-like-this");
        await page.getByText("No task fits").waitFor();
        await expectAccessible(page);
        await page.goto("/trash");
        await page.getByRole("button", { name: "Delete Old for good" }).click();
        await page.getByRole("dialog").waitFor();
        await expectAccessible(page);
      });
    }
  }

  test("one can search, filter, clear, delete for good and restore with the keyboard alone", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent", "Call Ada", "Call Charles");
    await settled(page);
    await page.getByRole("heading", { name: "Tasks" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("call");
    await expect.poll(async () => (await titlesOn(page)).length).toBe(2);
    await tabTo(page, "Filter");
    await page.keyboard.press("Enter");
    await tabTo(page, "Any time");
    await page.keyboard.press("ArrowRight");
    await page.getByText("No task fits").waitFor();
    await tabTo(page, "Remove filter Overdue");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await titlesOn(page)).length).toBe(2);
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await titlesOn(page)).length).toBe(3);

    for (const title of ["Pay rent", "Call Ada"]) {
      await page.getByLabel(`Delete ${title}`).focus();
      await page.keyboard.press("Enter");
      await taskRow(page, title).waitFor({ state: "detached" });
    }
    await settled(page);
    await page.getByRole("link", { name: "Trash" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Restore Pay rent" }).waitFor();
    await tabTo(page, "Restore Pay rent");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Restore Pay rent" }).waitFor({ state: "detached" });
    await tabTo(page, "Delete Call Ada for good");
    await page.keyboard.press("Enter");
    await tabTo(page, "Delete for good");
    await page.keyboard.press("Enter");
    await page.getByText("The trash is empty").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Trash");
    await settled(page);
    await page.goto("/");
    await expect.poll(() => titlesOn(page)).toEqual(["Call Charles", "Pay rent"]);
  });
});
