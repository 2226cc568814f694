import { describe, expect, test } from "vitest";
import { findFaintTexts, findNamelessControls } from "./check-page.js";
import { skipsBrowserTests } from "./find-chromium.js";
import { holdCalls } from "./hold-calls.js";
import { openTypedo } from "./open-typedo.js";
import { addParts, newPart, openDetails, openTask, partsOf, titlesIn } from "./parts.js";
import { settled } from "./settled.js";
import { addTasks, callApi, comeBack, makeManyTasks, signUp, taskRow } from "./visitor.js";

const boxes = Array.from({ length: 120 }, (_none, index) => `Box ${index}`);

describe.skipIf(skipsBrowserTests)("the parts of a task, where it is not as usual", () => {
  const newPage = openTypedo();

  test("what is typed and not added stays, whatever becomes of the details", async () => {
    const page = await newPage();
    const parts = await openTask(page, "Move house");
    await newPart(parts).fill("Half typ");
    await page.keyboard.press("Escape");
    await parts.waitFor({ state: "detached" });
    await taskRow(page, "Move house").getByText("Its details are not saved yet").waitFor();
    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByText("The trash is empty").waitFor();
    await page.getByRole("link", { name: "Back to your tasks" }).click();
    expect(await newPart(parts).inputValue()).toBe("Half typ");
    await newPart(parts).press("Enter");
    await expect.poll(() => titlesIn(parts)).toEqual(["Half typ"]);
    await page.keyboard.press("Enter");
    await parts.getByText("A subtask needs a title.").waitFor();
    await newPart(parts).fill("a".repeat(501));
    await parts.getByText("At most 500 characters: please shorten it by 1.").waitFor();
    await page.keyboard.press("Enter");
    expect(await newPart(parts).inputValue()).toHaveLength(501);
  });

  test("what is typed and not added goes with its task, and can be brought back with it", async () => {
    const page = await newPage();
    const parts = await openTask(page, "Move house");
    await newPart(parts).fill("Half typ");
    await page.getByLabel("Delete Move house").click();
    await page.getByText("Nothing to do yet").waitFor();
    await settled(page);
    // Nothing is left that the browser would ask about.
    expect(await page.evaluate(() => window.dispatchEvent(new Event("beforeunload", { cancelable: true })))).toBe(true);
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await newPart(parts).inputValue()).toBe("Half typ");
    expect(await page.evaluate(() => window.dispatchEvent(new Event("beforeunload", { cancelable: true })))).toBe(
      false,
    );
  });

  test("one who has gone on to the parts stays there when the details are stored", async () => {
    const page = await newPage();
    const parts = await openTask(page, "Move house");
    const release = await holdCalls(page, "tasks.update");
    await page.getByLabel("Notes").fill("Before May");
    await page.getByRole("button", { name: "Save" }).click();
    await newPart(parts).pressSequentially("Pa");
    release();
    await page.getByRole("button", { name: "Save" }).waitFor();
    await newPart(parts).pressSequentially("ck");
    expect(await newPart(parts).inputValue()).toBe("Pack");
    await page.getByRole("button", { name: "Save" }).click();
    await parts.waitFor({ state: "detached" });
  });

  test("what is added and ticked offline is stored later", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    const parts = await openTask(page, "Move house");
    await addParts(parts, "Pack");
    await settled(page);
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await addParts(parts, "Hire a van");
    await parts.getByLabel("Completed: Pack").click();
    await parts.getByText("1 of 2 completed").waitFor();
    await parts.getByRole("link", { name: "Hire a van" }).click();
    await newPart(partsOf(page, "Hire a van")).fill("Ask for its size");
    await page.keyboard.press("Enter");
    await page.getByText("“Ask for its size” is added, and shows when the other subtasks do").waitFor();
    await page.context().setOffline(false);
    await expect.poll(() => titlesIn(partsOf(page, "Hire a van"))).toEqual(["Ask for its size"]);
    await settled(page);
    await page.goto("/");
    const reopened = await openDetails(page, "Move house");
    await reopened.getByText("1 of 2 completed").waitFor();
    expect(await titlesIn(reopened)).toEqual(["Pack", "Hire a van"]);
  });

  test("more parts than a page has are loaded as one comes to them, and one that is added is the last", async () => {
    const page = await newPage();
    await signUp(page);
    const [parentId = "", ...ids] = await makeManyTasks(page, ["Boxes", ...boxes]);
    const operations = ids.map((id, index) => ({ operation: "update", id, parentId, position: `b${100 + index}` }));
    await callApi(page, "tasks.batch", { operations });
    await page.goto(`/tasks/${parentId}`);
    const parts = partsOf(page, "Boxes");
    await expect.poll(async () => (await titlesIn(parts)).length).toBeGreaterThan(0);
    await newPart(parts).scrollIntoViewIfNeeded();
    await expect.poll(async () => (await titlesIn(parts)).length).toBe(100);
    await newPart(parts).scrollIntoViewIfNeeded();
    await parts.getByText("0 of 120 completed").waitFor();
    await addParts(parts, "The last box");
    await settled(page);
    expect(await titlesIn(parts)).toEqual([...boxes, "The last box"]);
  });

  test("one that is on its way to the server with its task can be opened, and leads back to it", async () => {
    const page = await newPage();
    await signUp(page);
    const release = await holdCalls(page, "tasks.create");
    await addTasks(page, "Move house");
    await page.getByRole("button", { name: "Details of Move house" }).click();
    const parts = partsOf(page, "Move house");
    await parts.getByText("Loading…").waitFor({ state: "detached" });
    await addParts(parts, "Pack");
    await parts.getByRole("link", { name: "Pack" }).click();
    await partsOf(page, "Pack").getByText("Loading…").waitFor({ state: "detached" });
    await page.getByText("Part of Move house").getByRole("link").click();
    await expect.poll(() => titlesIn(parts)).toEqual(["Pack"]);
    await parts.getByRole("link", { name: "Pack" }).click();
    release();
    await addParts(partsOf(page, "Pack"), "Books");
    await settled(page);
    await page.reload();
    await expect.poll(() => titlesIn(partsOf(page, "Pack"))).toEqual(["Books"]);
  });

  test("one that is added before the others are loaded is behind them", async () => {
    const page = await newPage();
    await signUp(page);
    const [parentId] = await makeManyTasks(page, ["Move house"]);
    for (const [title, position] of [
      ["Pack", "a0"],
      ["Hire a van", "a1"],
    ] as const) {
      await callApi(page, "tasks.create", { title, parentId, position });
    }
    const parts = partsOf(page, "Move house");
    const asked = page.waitForRequest((request) => request.url().includes("tasks.list"));
    await page.route("**/api/trpc/tasks.list**", () => {}, { times: 1 });
    await page.goto(`/tasks/${parentId}`);
    await asked;
    await newPart(parts).fill("Say goodbye");
    await page.keyboard.press("Enter");
    await page.getByText("“Say goodbye” is added, and shows when the other subtasks do").waitFor();
    await expect.poll(() => titlesIn(parts)).toEqual(["Pack", "Hire a van", "Say goodbye"]);
  });

  test("the focus goes to the field when the part that has it goes", async () => {
    const page = await newPage();
    await page.clock.install();
    const parts = await openTask(page, "Move house");
    await addParts(parts, "Pack");
    await settled(page);
    const link = parts.getByRole("link", { name: "Pack" });
    const id = (await link.getAttribute("href"))?.split("/").at(-1);
    await link.focus();
    await callApi(page, "tasks.delete", { id });
    await page.clock.runFor(20_000);
    await comeBack(page);
    await link.waitFor({ state: "detached" });
    expect(await newPart(parts).evaluate((field) => field === document.activeElement)).toBe(true);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      test(`every control has a name, every text stands out and all of it fits, in ${colorScheme} at ${width}`, async () => {
        const viewport = { width, height: 800 };
        const page = await newPage({ colorScheme, reducedMotion: "reduce", viewport });
        const parts = await openTask(page, "Donaudampfschifffahrtsgesellschaftskapitänsmütze");
        const long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenständer";
        await addParts(parts, "Pack", long);
        await parts.getByLabel("Completed: Pack").click();
        await parts.getByText("1 of 2 completed").waitFor();
        await newPart(parts).press("Enter");
        await parts.getByText("A subtask needs a title.").waitFor();
        const expectAccessible = async () => {
          expect(await findNamelessControls(page)).toEqual([]);
          expect(await findFaintTexts(page)).toEqual([]);
          const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(excess).toBeLessThanOrEqual(0);
        };
        await expectAccessible();
        await parts.getByRole("link", { name: long }).click();
        await page.getByText(/^Part of Donau/).waitFor();
        await expectAccessible();
      });
    }
  }
});
