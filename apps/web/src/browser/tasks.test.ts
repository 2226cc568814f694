import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { gate } from "./hold-calls.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, makeTasks, signIn, signUp, signUpByForm, taskRow, titlesOn } from "./visitor.js";

describe.skipIf(skipsBrowserTests)("tasks in a browser", () => {
  const newPage = openTypedo();

  test("one can add, complete, filter, edit, delete and bring back, and all of it is there after a reload", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Water the plants", "Pay rent", "Call Ada");
    expect(await titlesOn(page)).toEqual(["Call Ada", "Pay rent", "Water the plants"]);

    await page.getByLabel("Completed: Pay rent").check();
    await page.getByRole("link", { name: "Open", exact: true }).click();
    expect(new URL(page.url()).search).toBe("?show=open");
    await expect.poll(() => titlesOn(page)).toEqual(["Call Ada", "Water the plants"]);

    await page.getByRole("button", { name: "Call Ada", exact: true }).click();
    await page.getByRole("textbox", { name: "Title" }).fill("Call Ada and Charles");
    await page.keyboard.press("Enter");
    await taskRow(page, "Call Ada and Charles").waitFor();

    await page.getByLabel("Delete Water the plants").click();
    await taskRow(page, "Water the plants").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await taskRow(page, "Water the plants").waitFor();

    await page.goBack();
    await expect.poll(() => titlesOn(page)).toEqual(["Call Ada and Charles", "Pay rent", "Water the plants"]);
    await settled(page);
    await page.reload();
    await expect.poll(() => titlesOn(page)).toEqual(["Call Ada and Charles", "Pay rent", "Water the plants"]);
    expect(await page.getByLabel("Completed: Pay rent").isChecked()).toBe(true);
  });

  test("one can give a task notes, a date, a priority and labels, and sees when it is overdue", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Renew the passport");
    await page.getByRole("button", { name: "Details of Renew the passport" }).click();
    const editor = page.getByRole("form", { name: "Details of Renew the passport" });
    await editor.getByLabel("Notes").fill("Two photos");
    await editor.getByLabel("Due date").fill("2020-02-03");
    await editor.getByLabel("Time").fill("09:30");
    await editor.getByLabel("Priority").selectOption("Urgent");
    await editor.getByLabel("Labels", { exact: true }).fill("papers, office, Papers, abroad");
    await editor.getByLabel("Labels", { exact: true }).press("Enter");
    const labels = editor.getByRole("list", { name: "Labels of this task" }).getByRole("listitem");
    expect(await labels.allTextContents()).toEqual(["papers", "office", "abroad"]);
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });

    await page.reload();
    await taskRow(page, "Renew the passport").waitFor();
    const facts = await taskRow(page, "Renew the passport").getByRole("listitem").allTextContents();
    expect(facts[0]).toMatch(/^Overdue: .*2020, 09:30$/);
    expect(facts.slice(1)).toEqual(["Urgent priority", "Notes", "papers", "office", "abroad"]);
  });

  test("the order in the address is the order of the list, and can be chosen", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Banana", "apple", "Cherry");
    await page.getByLabel("Order").selectOption("Title, A to Z");
    await expect.poll(() => titlesOn(page)).toEqual(["apple", "Banana", "Cherry"]);
    expect(new URL(page.url()).search).toBe("?sort=title");
    await page.goto("/?sort=-title&show=nonsense");
    await expect.poll(() => titlesOn(page)).toEqual(["Cherry", "Banana", "apple"]);
  });

  test("a list that was asked for while a task was on its way to the server has it in the end", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Banana");
    await settled(page);
    const created = gate();
    const listed = gate();
    const shown = gate();
    await page.route("**/api/trpc/tasks.create**", async (route) => {
      await listed.opened;
      await route.continue();
    });
    // Answered as it was before the task, and after it: the first time alone.
    await page.route(
      "**/api/trpc/tasks.list**",
      async (route) => {
        const response = await route.fetch();
        listed.open();
        await created.opened;
        // The page may have given it up.
        await route.fulfill({ response }).catch(() => {});
        shown.open();
      },
      { times: 1 },
    );
    await page.getByLabel("New task").fill("apple");
    await page.getByLabel("New task").press("Enter");
    const answer = page.waitForResponse("**/api/trpc/tasks.create**");
    await page.getByLabel("Order").selectOption("Title, A to Z");
    await (await answer).finished();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    created.open();
    await shown.opened;
    await expect.poll(() => titlesOn(page)).toEqual(["apple", "Banana"]);
  });

  test("one who signs out leaves nothing for the next", async () => {
    const page = await newPage();
    const first = await signUp(page);
    await addTasks(page, "A secret of the first");
    await settled(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signUpByForm(page);
    expect(await page.getByText("A secret of the first").count()).toBe(0);

    await page.getByRole("button", { name: "Sign out" }).click();
    await signIn(page, first);
    await taskRow(page, "A secret of the first").waitFor();
  });

  test("scrolling brings every one of 120 tasks once", async () => {
    const page = await newPage();
    await signUp(page);
    const titles = Array.from({ length: 120 }, (_, index) => `Task ${index}`);
    await makeTasks(page, titles);
    await page.reload();
    await taskRow(page, "Task 119").waitFor();
    expect((await titlesOn(page)).length).toBeLessThan(120);
    await page.getByText("120 tasks").waitFor();
    await expect
      .poll(
        async () => {
          await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
          return titlesOn(page);
        },
        { timeout: 15_000 },
      )
      .toEqual(titles.toReversed());
    expect(await page.getByRole("button", { name: "Load more" }).count()).toBe(0);
  });

  test("goes on after a page without tasks that is not the last", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Behind an empty page");
    await settled(page);
    let first: string | undefined;
    await page.route("**/api/trpc/tasks.list**", async (route) => {
      if (first !== undefined) return route.fulfill({ contentType: "application/json", body: first });
      first = await (await route.fetch()).text();
      const empty = { result: { data: { json: { items: [], nextCursor: "further" } } } };
      return route.fulfill({ json: [empty] });
    });
    await page.goto("/?show=open");
    await taskRow(page, "Behind an empty page").waitFor();
  });

  test("the way back stays open while one points at it, and then closes by itself", async () => {
    const page = await newPage();
    await page.clock.install();
    await signUp(page);
    await addTasks(page, "Pay rent");
    await page.getByLabel("Delete Pay rent").click();
    const undo = page.getByRole("button", { name: "Undo" });
    await undo.hover();
    await page.clock.runFor(20_000);
    expect(await undo.count()).toBe(1);
    await page.mouse.move(0, 0);
    await undo.focus();
    await page.clock.runFor(20_000);
    expect(await undo.count()).toBe(1);
    await page.getByLabel("New task").focus();
    await page.clock.runFor(8000);
    await undo.waitFor({ state: "detached" });
  });

  test("a task that leaves the view when it is ticked can be brought back", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    await page.goto("/?show=open");
    await page.getByLabel("Completed: Pay rent").click();
    await page.getByText("All done").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await taskRow(page, "Pay rent").waitFor();
    expect(await page.getByLabel("Completed: Pay rent").isChecked()).toBe(false);
  });

  test("what is done to one task quickly is stored in the order it was done", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    const box = page.getByLabel("Completed: Pay rent");
    let writes = 0;
    await page.route("**/api/trpc/tasks.update**", async (route) => {
      writes += 1;
      // The first is slow: sent at the same time, the second would overtake it.
      if (writes === 1) await page.waitForTimeout(700);
      await route.continue();
    });
    await box.click();
    await box.click();
    expect(await box.isChecked()).toBe(false);
    await expect.poll(() => writes).toBe(2);
    await page.waitForTimeout(900);
    await settled(page);
    await page.reload();
    await taskRow(page, "Pay rent").waitFor();
    expect(await box.isChecked()).toBe(false);
  });
});
