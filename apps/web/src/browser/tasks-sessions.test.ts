import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { gate, holdCalls } from "./hold-calls.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, newAccount, refusal, signIn, signUp, taskRow, titlesOn } from "./visitor.js";

const KEPT = "Your session has ended. Please sign in again. What you typed is kept on this page until then.";

const notesOf = (page: Page) => page.getByRole("form", { name: "Details of Pay rent" }).getByLabel("Notes");

async function typeNotes(page: Page): Promise<void> {
  await addTasks(page, "Pay rent");
  await settled(page);
  await page.getByRole("button", { name: "Details of Pay rent" }).click();
  await notesOf(page).fill("Long thought about");
}

/** In another tab of the same browser. */
async function signOutElsewhere(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await other.goto("/");
  await other.getByRole("button", { name: "Sign out", exact: true }).click();
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
  await other.close();
}

describe.skipIf(skipsBrowserTests)("what is not saved when the session ends", () => {
  const newPage = openTypedo();
  const ending = { expectsFailedRequests: true };

  test("signing out asks first, and then gives it up", async () => {
    const page = await newPage();
    const account = await signUp(page);
    await typeNotes(page);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("Your last changes are not saved yet.").waitFor();
    // Which undoes what the newest message offers to undo.
    await page.keyboard.press("u");
    await page.getByRole("button", { name: "Sign out anyway" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByText("Your session has ended").count()).toBe(0);
    await signIn(page, account);
    await taskRow(page, "Pay rent").waitFor();
    expect(await notesOf(page).count()).toBe(0);
  });

  test("ended elsewhere, it is said why, and it is there for the same user alone", async () => {
    const page = await newPage(ending);
    const account = await signUp(page);
    await typeNotes(page);
    await signOutElsewhere(page);
    await page.getByText(KEPT).waitFor();
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Name").fill("Somebody else");
    await page.getByLabel("E-mail").fill(newAccount().email);
    await page.getByLabel("Password").fill(newAccount().password);
    await page.getByRole("button", { name: "Create account" }).click();
    await addTasks(page, "Pay rent");
    expect(await notesOf(page).count()).toBe(0);
    await settled(page);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(page, account);
    expect(await notesOf(page).inputValue()).toBe("Long thought about");
  });

  test("what was saved in vain is in its editor, and what was added in vain is sent again", async () => {
    const page = await newPage(ending);
    const account = await signUp(page);
    await typeNotes(page);
    await settled(page);
    const ended = gate();
    await page.route("**/api/trpc/tasks.*?batch=1", async (route) => {
      await ended.opened;
      await route.fulfill(refusal(1, 401, "unauthenticated"));
    });
    // As after it was revoked elsewhere, which nobody tells this page.
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByLabel("New task").fill("Call Ada");
    await page.getByLabel("New task").press("Enter");
    ended.open();
    await page.getByText(KEPT).waitFor();
    await page.unrouteAll();
    const stored = page.waitForResponse((response) => response.url().includes("tasks.create") && response.ok());
    await signIn(page, account);
    await taskRow(page, "Call Ada").waitFor();
    expect(await notesOf(page).inputValue()).toBe("Long thought about");
    await page.getByText("Not saved. Your session has ended.").waitFor();
    await stored;
    await page.reload();
    await expect.poll(() => titlesOn(page)).toEqual(["Call Ada", "Pay rent"]);
  });

  test("a task that was on its way when the session ended is there once", async () => {
    const page = await newPage(ending);
    const account = await signUp(page);
    const release = await holdCalls(page, "tasks.create");
    await addTasks(page, "Call Ada");
    await signOutElsewhere(page);
    await page.getByText(KEPT).waitFor();
    release();
    await signIn(page, account);
    await taskRow(page, "Call Ada").waitFor();
    await settled(page);
    await page.reload();
    await expect.poll(() => titlesOn(page)).toEqual(["Call Ada"]);
  });
});
