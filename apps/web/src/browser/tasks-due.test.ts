import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { callApi, makeManyTasks, signUp, taskRow, titlesOn } from "./visitor.js";

/** The details of a task that is due on 31 January 2027 at 9. */
async function openEditor(page: Page): Promise<Locator> {
  await signUp(page);
  const [id] = await makeManyTasks(page, ["Pay rent"]);
  await callApi(page, "tasks.update", { id, dueDate: "2027-01-31", dueTime: "09:00" });
  await page.reload();
  await page.getByRole("button", { name: "Details of Pay rent" }).click();
  return page.getByRole("form", { name: "Details of Pay rent" });
}

describe.skipIf(skipsBrowserTests)("dates typed by keyboard", () => {
  const newPage = openTypedo();

  test("one can change a date by keyboard over one that does not exist, and the time stays", async () => {
    const page = await newPage();
    const editor = await openEditor(page);
    const [date, time] = [editor.getByLabel("Due date"), editor.getByLabel("Time")];
    await date.focus();
    // The field is in the order of the browser, which is American whatever the page's locale: month, day, year.
    await page.keyboard.type("02");
    expect(await date.inputValue()).toBe("");
    expect(await time.inputValue()).toBe("09:00");
    await page.keyboard.type("28");
    expect(await date.inputValue()).toBe("2027-02-28");
    expect(await time.inputValue()).toBe("09:00");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    await taskRow(page, "Pay rent")
      .getByText(/28 Feb 2027, 09:00$/)
      .waitFor();
  });

  test("one can clear a date by keyboard, and the time goes with it", async () => {
    const page = await newPage();
    const editor = await openEditor(page);
    await editor.getByLabel("Due date").focus();
    for (const next of ["ArrowRight", "ArrowRight", "Shift"]) {
      await page.keyboard.press("Backspace");
      await page.keyboard.press(next);
    }
    expect(await editor.getByLabel("Time").inputValue()).toBe("");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    await settled(page);
    await page.reload();
    expect(await taskRow(page, "Pay rent").getByRole("listitem").count()).toBe(0);
  });

  test("a new task is not added with a date that is half typed, or out of all calendars", async () => {
    const page = await newPage();
    await signUp(page);
    const title = page.getByLabel("New task");
    await title.fill("Pay rent");
    const toggle = page.getByRole("button", { name: "Due date and priority" });
    await toggle.click();
    const date = page.getByLabel("Due date", { exact: true });
    await date.focus();
    await page.keyboard.type("1224");
    await title.press("Enter");
    const isFocused = () => date.evaluate((element) => element === document.activeElement);
    expect(await isFocused()).toBe(true);
    await title.focus();
    await toggle.click();
    expect(await isFocused()).toBe(true);

    await date.fill("9999-12-31");
    await title.press("Enter");
    expect(await isFocused()).toBe(true);
    await date.fill("2030-12-24");
    await title.press("Enter");
    await taskRow(page, "Pay rent")
      .getByText(/24 Dec 2030$/)
      .waitFor();
    expect(await titlesOn(page)).toEqual(["Pay rent"]);
  });
});
