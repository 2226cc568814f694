import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { callApi, makeManyTasks, signUp, taskRow } from "./visitor.js";

describe.skipIf(skipsBrowserTests)("dates typed by keyboard", () => {
  const newPage = openTypedo();

  test("one can change a date by keyboard over one that does not exist, and the time stays", async () => {
    const page = await newPage();
    await signUp(page);
    const [id] = await makeManyTasks(page, ["Pay rent"]);
    await callApi(page, "tasks.update", { id, dueDate: "2027-01-31", dueTime: "09:00" });
    await page.reload();
    await page.getByRole("button", { name: "Details of Pay rent" }).click();
    const editor = page.getByRole("form", { name: "Details of Pay rent" });
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
    await signUp(page);
    const [id] = await makeManyTasks(page, ["Pay rent"]);
    await callApi(page, "tasks.update", { id, dueDate: "2027-01-31", dueTime: "09:00" });
    await page.reload();
    await page.getByRole("button", { name: "Details of Pay rent" }).click();
    const editor = page.getByRole("form", { name: "Details of Pay rent" });
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
});
