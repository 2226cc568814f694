import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, callApi, makeManyTasks, newAccount, signIn, signUp, taskRow, titlesOn } from "./visitor.js";

/** What has the focus, by the name that a screen reader tells. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const labels =
      element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent) : [];
    return (element?.getAttribute("aria-label") ?? labels[0] ?? element?.textContent ?? "").trim();
  });
}

async function press(page: Page, button: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).focus();
  await page.keyboard.press("Enter");
}

describe.skipIf(skipsBrowserTests)("the focus", () => {
  const newPage = openTypedo();

  test("stays in the list when the task that has it is ticked out of sight, and goes above it after the last", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Last", "Middle", "Top");
    await page.goto("/?show=open");
    await taskRow(page, "Top").waitFor();
    await page.getByLabel("Completed: Middle").focus();
    await page.keyboard.press("Space");
    await expect.poll(() => focused(page)).toBe("Completed: Last");
    await page.keyboard.press("Space");
    await expect.poll(() => focused(page)).toBe("Completed: Top");
    await page.keyboard.press("Space");
    await expect.poll(() => focused(page)).toBe("Tasks");
  });

  test("stays among a task's labels when one is taken off, and returns to their field after the last", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    await press(page, "Details of Pay rent");
    const editor = page.getByRole("form", { name: "Details of Pay rent" });
    for (const label of ["home", "money"]) {
      await editor.getByLabel("Labels", { exact: true }).fill(label);
      await page.keyboard.press("Enter");
    }
    await press(page, "Remove label home");
    expect(await focused(page)).toBe("Remove label money");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Labels");
  });

  test("returns from a message to where it was, when its button is pressed", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "First", "Second");
    await press(page, "Delete Second");
    await page.getByText("“Second” is in the trash").waitFor();
    await press(page, "Undo");
    await expect.poll(() => titlesOn(page)).toEqual(["Second", "First"]);
    await expect.poll(() => focused(page)).toBe("Completed: First");
  });

  test("is on the button that changes nothing when two changes meet, and returns to the editor from there", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    await signUp(page);
    const [id] = await makeManyTasks(page, ["Pay rent"]);
    await page.reload();
    await press(page, "Details of Pay rent");
    const editor = page.getByRole("form", { name: "Details of Pay rent" });
    await editor.getByLabel("Notes").fill("Mine. ".repeat(500));
    await callApi(page, "tasks.update", { id, notes: "Theirs" });
    await press(page, "Save");
    await page.getByRole("dialog").waitFor();
    expect(await focused(page)).toBe("Go on editing");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await focused(page)).toBe("Save");
  });

  test("is on a button of a new key's dialog, whatever is asked there", async () => {
    const page = await newPage();
    await signUp(page);
    await page.goto("/account/keys");
    await page.getByLabel("What is it for?").fill("Backup");
    await press(page, "Make the key");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => focused(page)).toBe("Go on looking");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Done");
  });

  test("is in the field of the time zone once the browser's is taken", async () => {
    const page = await newPage();
    await signUp(page);
    await settled(page);
    await callApi(page, "me.update", { timeZone: "Asia/Tokyo" });
    await page.goto("/account");
    await press(page, "Use it");
    await page.getByRole("button", { name: "Use it" }).waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe("Time zone");
  });

  test("is on the title of a page that takes another's place, and not of the one that is loaded", async () => {
    const page = await newPage();
    const account = newAccount();
    await page.goto("/");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    expect(await focused(page)).toBe("Create an account");

    await page.request.post("/api/auth/sign-up/email", { data: account });
    await page.request.post("/api/auth/sign-out", { data: {} });
    await page.getByRole("link", { name: "Sign in" }).click();
    await signIn(page, account);
    await expect.poll(() => focused(page)).toBe("Tasks");
    await page.getByRole("link", { name: "Trash" }).click();
    await expect.poll(() => focused(page)).toBe("Trash");
    await page.getByRole("link", { name: /your account/ }).click();
    await page.getByLabel("Your name").waitFor();
    expect(await focused(page)).toBe("Account");
    await page.getByRole("link", { name: "API keys" }).click();
    await expect.poll(() => focused(page)).toBe("API keys");
    await page.goBack();
    await expect.poll(() => focused(page)).toBe("Account");
  });
});
