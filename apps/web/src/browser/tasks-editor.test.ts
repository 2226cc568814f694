import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { gate, holdCalls } from "./hold-calls.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, refusal, signUp, taskRow } from "./visitor.js";

/** A task, stored, with its details open. */
async function openEditor(page: Page, title: string): Promise<Locator> {
  await signUp(page);
  await addTasks(page, title);
  await settled(page);
  return reopenEditor(page, title);
}

async function reopenEditor(page: Page, title: string): Promise<Locator> {
  await page.getByRole("button", { name: `Details of ${title}` }).click();
  return page.getByRole("form", { name: `Details of ${title}` });
}

async function storedNotes(page: Page, title: string): Promise<string> {
  await settled(page);
  await page.reload();
  return (await reopenEditor(page, title)).getByLabel("Notes").inputValue();
}

describe.skipIf(skipsBrowserTests)("the details of a task", () => {
  const newPage = openTypedo();

  test("what is typed while something is being saved stays, and can be saved too", async () => {
    const page = await newPage();
    const editor = await openEditor(page, "Pay rent");
    const release = await holdCalls(page, "tasks.update");
    await editor.getByLabel("Notes").fill("First");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.getByLabel("Notes").fill("First, and second");
    release();
    await editor.getByRole("button", { name: "Save" }).waitFor();
    expect(await editor.getByLabel("Notes").inputValue()).toBe("First, and second");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    expect(await storedNotes(page, "Pay rent")).toBe("First, and second");
  });

  test("what is on its way can't be cancelled: it is closed, and stored", async () => {
    const page = await newPage();
    const editor = await openEditor(page, "Pay rent");
    const release = await holdCalls(page, "tasks.update");
    await editor.getByLabel("Notes").fill("On its way");
    await editor.getByRole("button", { name: "Save" }).click();
    expect(await editor.getByRole("button", { name: "Cancel" }).count()).toBe(0);
    await editor.getByRole("button", { name: "Close" }).click();
    await editor.waitFor({ state: "detached" });
    expect(await page.getByText("is not saved").count()).toBe(0);
    release();
    expect(await storedNotes(page, "Pay rent")).toBe("On its way");
  });

  test("what was saved does not take the focus from one who has gone on", async () => {
    const page = await newPage();
    const editor = await openEditor(page, "Pay rent");
    const release = await holdCalls(page, "tasks.update");
    await editor.getByLabel("Notes").fill("On its way");
    await editor.getByRole("button", { name: "Save" }).click();
    await page.getByLabel("New task").focus();
    release();
    await editor.waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe("New task");
  });

  test("what was closed on its way opens again when it is refused", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    const editor = await openEditor(page, "Pay rent");
    const refuse = gate();
    await page.route("**/api/trpc/tasks.update**", async (route) => {
      await refuse.opened;
      await route.fulfill(refusal(1, 422, "validation_failed"));
    });
    await editor.getByLabel("Notes").fill("Long thought about");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.getByRole("button", { name: "Close" }).click();
    await editor.waitFor({ state: "detached" });
    refuse.open();
    await editor.getByText(/^Not saved/).waitFor();
    expect(await editor.getByLabel("Notes").inputValue()).toBe("Long thought about");
  });

  for (const way of ["Escape", "Cancel"] as const) {
    test(`what was typed can be brought back after ${way}`, async () => {
      const page = await newPage();
      const editor = await openEditor(page, "Pay rent");
      await editor.getByLabel("Notes").fill("Long thought about");
      await editor.getByLabel("Labels", { exact: true }).fill("home");
      if (way === "Escape") await page.keyboard.press("Escape");
      else await editor.getByRole("button", { name: "Cancel" }).click();
      await editor.waitFor({ state: "detached" });
      await page.getByText("What you typed for “Pay rent” is not saved").waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      expect(await editor.getByLabel("Notes").inputValue()).toBe("Long thought about");
      expect(await editor.getByLabel("Labels", { exact: true }).inputValue()).toBe("home");
      await editor.getByRole("button", { name: "Save" }).click();
      await editor.waitFor({ state: "detached" });
      await taskRow(page, "Pay rent").getByRole("link", { name: "Only tasks labelled home" }).waitFor();
    });
  }

  test("nothing is said of an editor in which nothing was typed", async () => {
    const page = await newPage();
    const editor = await openEditor(page, "Pay rent");
    await page.keyboard.press("Escape");
    await editor.waitFor({ state: "detached" });
    expect(await page.getByText("is not saved").count()).toBe(0);
  });
});
