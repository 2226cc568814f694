import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { findFaintTexts, findNamelessControls } from "./check-page.js";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { addTasks, newAccount, signUp, taskRow, titlesOn } from "./visitor.js";

const SCREENSHOTS = fileURLToPath(new URL("../../.screenshots/", import.meta.url));

/** Goes on by Tab until the focus is where one wants to be, as one without a mouse does. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const labels =
        element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent) : [];
      return (element?.getAttribute("aria-label") ?? labels[0] ?? element?.textContent ?? "").trim();
    });
    if (typeof name === "string" ? focused === name : name.test(focused)) return;
  }
  throw new Error(`The focus never came to ${String(name)}`);
}

describe.skipIf(skipsBrowserTests)("access", () => {
  const newPage = openTypedo();

  test("everything can be done with the keyboard alone", async () => {
    const page = await newPage();
    const account = newAccount();
    await page.goto("/");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await tabTo(page, "Create an account");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    for (const [label, text] of [
      ["Name", account.name],
      ["E-mail", account.email],
      ["Password", account.password],
    ] as const) {
      await tabTo(page, label);
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Enter");
    await page.getByText("Nothing to do yet").waitFor();

    await page.keyboard.press("n");
    await page.keyboard.type("First");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Second");
    await page.keyboard.press("Enter");
    await taskRow(page, "Second").waitFor();

    await tabTo(page, "Completed: Second");
    await page.keyboard.press("Space");
    await expect.poll(() => page.getByLabel("Completed: Second").isChecked()).toBe(true);
    await page.keyboard.press("F2");
    await page.keyboard.type(" thoughts");
    await page.keyboard.press("Enter");
    await taskRow(page, "Second thoughts").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Second thoughts");

    await tabTo(page, "Details of Second thoughts");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Noted by keyboard");
    await tabTo(page, "Save");
    await page.keyboard.press("Enter");
    await page.getByRole("form", { name: "Details of Second thoughts" }).waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "Details of Second thoughts",
    );

    await tabTo(page, "Delete Second thoughts");
    await page.keyboard.press("Enter");
    await expect.poll(() => titlesOn(page)).toEqual(["First"]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Completed: First");
    await page.keyboard.press("u");
    await expect.poll(() => titlesOn(page)).toEqual(["Second thoughts", "First"]);
  });

  test("single-key shortcuts can be switched off, and do nothing while one types", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "nun");
    await page.getByRole("heading", { name: "Tasks" }).click();
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByLabel("Any time").focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByLabel("Single-key shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Tasks" }).click();
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`every control has a name and every text stands out, in ${colorScheme}`, async () => {
      const page = await newPage({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/sign-up");
      await page.getByRole("heading", { name: "Create an account" }).waitFor();
      expect(await findNamelessControls(page)).toEqual([]);
      expect(await findFaintTexts(page)).toEqual([]);

      await signUp(page);
      expect(await findFaintTexts(page)).toEqual([]);
      await addTasks(page, "Water the plants", "Pay rent");
      await page.getByLabel("Completed: Water the plants").check();
      await page.getByRole("button", { name: "Details of Pay rent" }).click();
      const editor = page.getByRole("form", { name: "Details of Pay rent" });
      await editor.getByLabel("Due date").fill("2020-02-03");
      await editor.getByLabel("Priority").selectOption("High");
      await editor.getByLabel("Labels", { exact: true }).fill("home");
      await editor.getByRole("button", { name: "Save" }).click();
      await editor.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Details of Pay rent" }).click();
      expect(await findNamelessControls(page)).toEqual([]);
      expect(await findFaintTexts(page)).toEqual([]);
      expect(await page.locator("h1").count()).toBe(1);

      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: `${SCREENSHOTS}${colorScheme}.png`, fullPage: true });
    });
  }

  test("fits a window of 320 pixels", async () => {
    const page = await newPage({ viewport: { width: 320, height: 640 } });
    await signUp(page);
    await addTasks(page, "A task whose title is rather long, and holds Donaudampfschifffahrtsgesellschaftskapitän");
    await page.getByRole("button", { name: "Due date and priority" }).click();
    await page.getByRole("button", { name: /^Details of/ }).click();
    await page.getByRole("form", { name: /^Details of/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  test("an address that does not exist says so, and leads back", async () => {
    const page = await newPage();
    await signUp(page);
    await page.goto("/nowhere");
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    await page.getByRole("link", { name: "Go to your tasks" }).click();
    await page.getByText("Nothing to do yet").waitFor();
  });
});
