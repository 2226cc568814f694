import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { gate } from "./hold-calls.js";
import { openTypedo } from "./open-typedo.js";
import { addParts, newPart, openDetails, openTask, partsOf, titlesIn } from "./parts.js";
import { settled } from "./settled.js";
import { callApi, makeManyTasks, refusal, signUp, taskRow, titlesOn } from "./visitor.js";

function isFocused(control: Locator): Promise<boolean> {
  return control.evaluate((element) => element === document.activeElement);
}

describe.skipIf(skipsBrowserTests)("the parts of a task", () => {
  const newPage = openTypedo();
  const failing = { expectsFailedRequests: true };

  test("one can add several by the keyboard, and they are there in their order, and in the list as well", async () => {
    const page = await newPage();
    const parts = await openTask(page, "Move house");
    await newPart(parts).focus();
    for (const title of ["Buy boxes", "Pack", "Hire a van"]) {
      await page.keyboard.type(title);
      await page.keyboard.press("Enter");
    }
    expect(await isFocused(newPart(parts))).toBe(true);
    expect(await newPart(parts).inputValue()).toBe("");
    const titles = ["Buy boxes", "Pack", "Hire a van"];
    await expect.poll(() => titlesIn(parts)).toEqual(titles);
    expect(await titlesOn(page)).toEqual([...titles.toReversed(), "Move house"]);
    await taskRow(page, "Pack").getByText("Subtask", { exact: true }).waitFor();
    expect(await taskRow(page, "Move house").getByText("Subtask", { exact: true }).count()).toBe(0);

    await settled(page);
    await page.reload();
    const reopened = await openDetails(page, "Move house");
    await expect.poll(() => titlesIn(reopened)).toEqual(titles);
    await addParts(reopened, "Say goodbye");
    expect(await titlesIn(reopened)).toEqual([...titles, "Say goodbye"]);
  });

  test("one that is ticked stays in its place, counts, and is ticked in the list as well", async () => {
    const page = await newPage();
    const parts = await openTask(page, "Move house");
    await addParts(parts, "Buy boxes", "Pack");
    await parts.getByText("0 of 2 completed").waitFor();
    await settled(page);
    await page.getByRole("link", { name: "Open", exact: true }).click();
    await parts.getByLabel("Completed: Buy boxes").click();
    await parts.getByText("1 of 2 completed").waitFor();
    await expect.poll(() => titlesOn(page)).toEqual(["Pack", "Move house"]);
    // It is in sight still.
    expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(0);
    expect(await titlesIn(parts)).toEqual(["Buy boxes", "Pack"]);
    await page.getByRole("link", { name: "All", exact: true }).click();
    expect(await taskRow(page, "Buy boxes").getByLabel("Completed: Buy boxes").isChecked()).toBe(true);

    await taskRow(page, "Pack").getByLabel("Completed: Pack").click();
    await parts.getByText("2 of 2 completed").waitFor();
    await settled(page);
    await page.reload();
    await (await openDetails(page, "Move house")).getByText("2 of 2 completed").waitFor();
  });

  test("each has a page of its own, which leads to the task that it is a part of", async () => {
    const page = await newPage();
    const parts = await openTask(page, "Move house");
    await addParts(parts, "Pack");
    await settled(page);
    await parts.getByRole("link", { name: "Pack" }).click();
    await page.getByRole("heading", { name: "Subtask", exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/tasks\/[0-9a-f-]{36}$/);
    expect(await page.title()).toBe("Pack · Typedo");
    expect(await isFocused(page.getByRole("heading", { name: "Subtask", exact: true }))).toBe(true);
    await addParts(partsOf(page, "Pack"), "Books");
    await page.getByRole("form", { name: "Details of Pack" }).getByLabel("Notes").fill("With care");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("form", { name: "Details of Pack" }).waitFor({ state: "detached" });

    await settled(page);
    await page.reload();
    await partsOf(page, "Pack").getByRole("link", { name: "Books" }).waitFor();
    expect(await page.getByLabel("Notes").inputValue()).toBe("With care");
    await page.getByText("Part of Move house").getByRole("link").click();
    await page.getByRole("heading", { name: "Task", exact: true }).waitFor();
    await expect.poll(() => titlesIn(partsOf(page, "Move house"))).toEqual(["Pack"]);
    await page.goBack();
    await page.getByLabel("Delete Pack").click();
    await page.getByText("“Pack” is in the trash").waitFor();
    await page.getByRole("heading", { name: "Task", exact: true }).waitFor();
    expect(await titlesIn(partsOf(page, "Move house"))).toEqual([]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => titlesIn(partsOf(page, "Move house"))).toEqual(["Pack"]);
  });

  test("a page of a task that is gone says so, and so does a part of one that is in the trash", async () => {
    const page = await newPage(failing);
    await signUp(page);
    const [parentId = "", id = ""] = await makeManyTasks(page, ["Move house", "Pack"]);
    await callApi(page, "tasks.update", { id, parentId });
    await callApi(page, "tasks.delete", { id: parentId });
    for (const gone of [parentId, crypto.randomUUID(), "no-id"]) {
      await page.goto(`/tasks/${gone}`);
      await page.getByRole("heading", { name: "This task is not here any more" }).waitFor();
    }
    await page.goto(`/tasks/${id.toUpperCase()}`);
    await page.getByText("Part of a task that is in the trash").waitFor();
  });

  test("one that can't be added stays in a message that tries again", async () => {
    const page = await newPage(failing);
    const parts = await openTask(page, "Move house");
    await page.route("**/api/trpc/tasks.create**", (route) => route.fulfill(refusal(1, 503, "unavailable")));
    await addParts(parts, "Pack");
    await page.getByText(/“Pack” was not added/).waitFor();
    expect(await titlesIn(parts)).toEqual([]);
    expect(await titlesOn(page)).toEqual(["Move house"]);
    await page.unroute("**/api/trpc/tasks.create**");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => titlesIn(parts)).toEqual(["Pack"]);
    await settled(page);
    await page.reload();
    await expect.poll(async () => titlesIn(await openDetails(page, "Move house"))).toEqual(["Pack"]);
  });

  test("one whose title is refused is in its field again with the reason, open or closed", async () => {
    const page = await newPage(failing);
    const parts = await openTask(page, "Move house");
    const refuse = gate();
    const fault = { pointer: "/title", message: "Must be nicer", code: "x" };
    await page.route("**/api/trpc/tasks.create**", async (route) => {
      await refuse.opened;
      await route.fulfill(refusal(1, 422, "validation_failed", [fault]));
    });
    await addParts(parts, "Rotten work");
    await page.keyboard.press("Escape");
    await parts.waitFor({ state: "detached" });
    refuse.open();
    await parts.getByText("Must be nicer.", { exact: true }).waitFor();
    expect(await newPart(parts).inputValue()).toBe("Rotten work");
    expect(await newPart(parts).getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByLabel("New task").inputValue()).toBe("");
    await page.unrouteAll();
    await newPart(parts).fill("Work");
    expect(await newPart(parts).getAttribute("aria-invalid")).toBe("false");
    await addParts(parts, "Work");
  });

  test("a tick that can't be stored goes away again, with a message that tries again", async () => {
    const page = await newPage(failing);
    const parts = await openTask(page, "Move house");
    await addParts(parts, "Pack");
    await settled(page);
    await page.route("**/api/trpc/tasks.update**", (route) => route.fulfill(refusal(1, 503, "unavailable")));
    await parts.getByLabel("Completed: Pack").click();
    await page.getByText(/“Pack” was not changed/).waitFor();
    await parts.getByText("0 of 1 completed").waitFor();
    await page.unroute("**/api/trpc/tasks.update**");
    await page.getByRole("button", { name: "Try again" }).click();
    await parts.getByText("1 of 1 completed").waitFor();
  });
});
