import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { gate, holdCalls } from "./hold-calls.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, callApi, comeBack, refusal, signUp, taskRow } from "./visitor.js";

describe.skipIf(skipsBrowserTests)("what is typed and not saved yet", () => {
  const newPage = openTypedo();

  test("what is typed stays on the page when the task leaves the list, and when one looks at another page", async () => {
    // Saving meets the change that was made elsewhere.
    const page = await newPage({ expectsFailedRequests: true });
    await page.clock.install();
    await signUp(page);
    await addTasks(page, "Stays", "Pay rent");
    await settled(page);
    await page.goto("/?show=open");
    await page.getByRole("button", { name: "Details of Pay rent" }).click();
    const editor = page.getByRole("form", { name: "Details of Pay rent" });
    await editor.getByLabel("Notes").fill("Not saved yet");
    const id = await idOf(page, "Pay rent");
    await callApi(page, "tasks.update", { id, completed: true });
    // What was loaded just now is not loaded anew.
    await page.clock.runFor(20_000);
    const reloaded = page.waitForResponse((response) => response.url().includes("tasks.list"));
    await comeBack(page);
    expect(await (await reloaded).text()).not.toContain("Pay rent");
    await page.getByText("1 task", { exact: true }).waitFor();
    expect(await editor.getByLabel("Notes").inputValue()).toBe("Not saved yet");

    await page.getByRole("link", { name: "All", exact: true }).click();
    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByText("The trash is empty").waitFor();
    await page.getByRole("link", { name: "Back to your tasks" }).click();
    expect(await editor.getByLabel("Notes").inputValue()).toBe("Not saved yet");
    await expectQuestion(page);
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
  });

  test("the browser asks before it leaves what is typed, wherever that is, and not before", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    const toggle = page.getByRole("button", { name: "Details of Pay rent" });
    const editor = page.getByRole("form", { name: "Details of Pay rent" });
    await toggle.click();
    await editor.getByLabel("Notes").fill("Not saved yet");
    await toggle.click();
    await editor.waitFor({ state: "detached" });
    await taskRow(page, "Pay rent").getByText("Its details are not saved yet").waitFor();
    await expectQuestion(page);
    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByText("The trash is empty").waitFor();
    await expectQuestion(page);
    await page.getByRole("link", { name: "Back to your tasks" }).click();
    await editor.getByLabel("Notes").fill("");
    await toggle.click();
    expect(await page.getByText("not saved yet").count()).toBe(0);

    await page.getByRole("button", { name: "Pay rent", exact: true }).click();
    await page.getByRole("textbox", { name: "Title" }).fill("Pay the rent");
    await expectQuestion(page);
    await page.keyboard.press("Escape");
    await expectNoQuestion(page);
    await taskRow(page, "Pay rent").waitFor();
  });

  test("a new task that is half typed is there after a look at the trash, and the browser asks before it leaves it", async () => {
    const page = await newPage();
    await signUp(page);
    await page.getByLabel("New task").fill("Half typ");
    await page.getByRole("button", { name: "Due date and priority" }).click();
    await page.getByLabel("Due date", { exact: true }).fill("2026-05-06");
    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByText("The trash is empty").waitFor();
    await expectQuestion(page);
    await page.getByRole("link", { name: "Back to your tasks" }).click();
    expect(await page.getByLabel("New task").inputValue()).toBe("Half typ");
    expect(await page.getByLabel("Due date", { exact: true }).inputValue()).toBe("2026-05-06");
    await page.getByLabel("New task").press("Enter");
    await taskRow(page, "Half typ").waitFor();
    await settled(page);
    await page.reload();
    await taskRow(page, "Half typ").waitFor();
  });

  test("a task that is deleted goes with what is typed in it, and both can be brought back", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    await page.getByRole("button", { name: "Details of Pay rent" }).click();
    const notes = page.getByRole("form", { name: "Details of Pay rent" }).getByLabel("Notes");
    await notes.fill("Long thought about");
    await page.getByLabel("Delete Pay rent").click();
    await page.getByText("Nothing to do yet").waitFor();
    await settled(page);
    expect(await taskRow(page, "Pay rent").count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await notes.inputValue()).toBe("Long thought about");
  });

  test("what is too long is said so at its field, kept whole, and not sent until it is shortened", async () => {
    const page = await newPage();
    await signUp(page);
    const add = page.getByLabel("New task");
    await add.fill("a".repeat(1000));
    const note = page.getByText("At most 500 characters: please shorten it by 500.", { exact: true });
    await note.waitFor();
    await add.press("Enter");
    expect(await add.inputValue()).toBe("a".repeat(1000));
    await add.fill("Pay rent");
    await note.waitFor({ state: "detached" });
    await add.press("Enter");
    await taskRow(page, "Pay rent").waitFor();
    await settled(page);

    await page.getByRole("button", { name: "Pay rent", exact: true }).click();
    const title = page.getByRole("textbox", { name: "Title" });
    await title.fill("b".repeat(501));
    await title.press("Enter");
    await page.getByText("At most 500 characters: please shorten it by 1.", { exact: true }).waitFor();
    await add.focus();
    expect(await title.inputValue()).toBe("b".repeat(501));
    await title.focus();
    await title.fill("b".repeat(500));
    await title.press("Enter");
    await title.waitFor({ state: "detached" });

    await page.getByRole("button", { name: /^Details of/ }).click();
    const notes = page.getByLabel("Notes");
    await notes.fill("c".repeat(16_400));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("At most 16,384 characters: please shorten it by 16.", { exact: true }).waitFor();
    expect(await notes.evaluate((element) => element === document.activeElement)).toBe(true);
    await notes.fill("c".repeat(16_384));
    await page.getByRole("button", { name: "Save" }).click();
    await notes.waitFor({ state: "detached" });
  });

  test("a task that was given up on its way, by signing out, is not asked about any more", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    await signUp(page);
    const refuse = gate();
    await page.route("**/api/trpc/tasks.create**", async (route) => {
      await refuse.opened;
      await route.fulfill(refusal(1, 422, "validation_failed"));
    });
    await addTasks(page, "Pay rent");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("button", { name: "Sign out anyway" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    const answered = page.waitForResponse((response) => response.url().includes("tasks.create"));
    refuse.open();
    await (await answered).finished();
    await expectNoQuestion(page);
  });

  test("neither closing the page nor signing out loses what is not saved yet, without asking", async () => {
    const page = await newPage();
    await signUp(page);
    const release = await holdCalls(page, "tasks.create");
    await addTasks(page, "On its way");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("Your last changes are not saved yet.").waitFor();
    await expectQuestion(page);
    release();
    await settled(page);
    await page.reload();
    await taskRow(page, "On its way").waitFor();
  });
});

/** The browser asks before it leaves the page, and stays. */
async function expectQuestion(page: Page): Promise<void> {
  const asked = page.waitForEvent("dialog");
  void page.evaluate(() => window.location.reload());
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
}

async function expectNoQuestion(page: Page): Promise<void> {
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  expect(asked).toEqual([]);
}

/** As the API lists it. */
async function idOf(page: Page, title: string): Promise<string> {
  return page.evaluate(async (wanted) => {
    const { token } = await (await fetch("/api/auth/access-token")).json();
    const response = await fetch("/api/tasks", { headers: { authorization: `Bearer ${token}` } });
    const { items } = await response.json();
    return items.find((item: { title: string }) => item.title === wanted).id;
  }, title);
}
