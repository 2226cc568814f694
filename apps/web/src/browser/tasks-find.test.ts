import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, callApi, makeManyTasks, signUp, taskRow, titlesOn } from "./visitor.js";

const searchOf = (page: Page) => new URL(page.url()).search;
const searchField = (page: Page) => page.getByRole("searchbox", { name: "Search" });

async function makeTask(page: Page, task: object): Promise<void> {
  await callApi(page, "tasks.create", task);
}

describe.skipIf(skipsBrowserTests)("finding tasks", () => {
  const newPage = openTypedo();

  test("one can search as one types, sees what matched, and leaves the search with Back", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Crème brûlée for Ada", "Water the plants", "Watermelon for Charles");
    await makeTask(page, { title: "Gardening", notes: "First to the shed, then rake the lawn" });
    await page.reload();
    await taskRow(page, "Gardening").waitFor();
    await page.getByRole("heading", { name: "Tasks" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("wat", { delay: 200 });
    await expect.poll(() => titlesOn(page)).toEqual(expect.arrayContaining(["Watermelon for Charles"]));
    await expect.poll(async () => (await titlesOn(page)).length).toBe(2);
    expect(await page.locator("mark").allTextContents()).toEqual(["Wat", "Wat"]);
    expect(searchOf(page)).toBe("?q=wat");
    expect(await page.getByLabel("Order").inputValue()).toBe("relevance");
    await page.getByText("2 tasks").waitFor();

    await searchField(page).fill("CREME brulee");
    await taskRow(page, "Crème brûlée for Ada").waitFor();
    await expect.poll(() => page.locator("mark").allTextContents()).toEqual(["Crème", "brûlée"]);

    await searchField(page).fill("rake gard");
    await taskRow(page, "Gardening").waitFor();
    await expect.poll(() => page.locator(".fact mark").allTextContents()).toEqual(["rake"]);

    await page.goBack();
    await expect.poll(async () => (await titlesOn(page)).length).toBe(4);
    expect(searchOf(page)).toBe("");
    expect(await searchField(page).inputValue()).toBe("");
    expect(await page.getByLabel("Order").inputValue()).toBe("-createdAt");
  });

  test("Escape clears the search, and a search without a word is not sent", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent", "Call Ada");
    await searchField(page).fill("rent");
    await expect.poll(() => titlesOn(page)).toEqual(["Pay rent"]);
    await searchField(page).press("Escape");
    await expect.poll(() => titlesOn(page)).toEqual(["Call Ada", "Pay rent"]);
    expect(searchOf(page)).toBe("");

    const asked: string[] = [];
    page.on("request", (request) => asked.push(decodeURIComponent(request.url())));
    await searchField(page).fill("…!");
    await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe("…!");
    await settled(page);
    expect(asked.filter((url) => url.includes("…!") && url.includes("/api/"))).toEqual([]);
    expect(await titlesOn(page)).toEqual(["Call Ada", "Pay rent"]);
  });

  test("what was found stays on the page until the next is there", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent", "Call Ada");
    await searchField(page).fill("rent");
    await expect.poll(() => titlesOn(page)).toEqual(["Pay rent"]);
    await settled(page);
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/api/trpc/tasks.list**", async (route) => {
      await gate;
      await route.continue();
    });
    await searchField(page).fill("call");
    await page.locator(".tasks[aria-busy=true]").waitFor();
    expect(await titlesOn(page)).toEqual(["Pay rent"]);
    expect(await page.getByText("Loading your tasks").count()).toBe(0);
    release();
    await expect.poll(() => titlesOn(page)).toEqual(["Call Ada"]);
  });

  test("letters typed while a search is under way are not lost", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Water the plants");
    await searchField(page).pressSequentially("water the plants", { delay: 70 });
    await expect.poll(() => searchOf(page)).toBe("?q=water+the+plants");
    expect(await searchField(page).inputValue()).toBe("water the plants");
  });

  test("says when nothing fits, and leads back to all tasks", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    await page.goto("/?q=nowhere&show=completed&priority=high");
    await page.getByRole("heading", { name: "No task fits" }).waitFor();
    await page.getByRole("button", { name: "Clear search and filters" }).click();
    await expect.poll(() => titlesOn(page)).toEqual(["Pay rent"]);
    expect(searchOf(page)).toBe("");
    expect(await searchField(page).evaluate((field) => field === document.activeElement)).toBe(true);
  });

  test("a label far down the list leads to where its own list begins, and Back to where one was", async () => {
    const page = await newPage();
    await signUp(page);
    const operations = Array.from({ length: 40 }, (_none, index) => {
      return { operation: "create", id: crypto.randomUUID(), title: `Task ${index}`, labels: ["home"] };
    });
    await callApi(page, "tasks.batch", { operations });
    await page.reload();
    const label = page.getByRole("link", { name: "Only tasks labelled home" }).last();
    await label.scrollIntoViewIfNeeded();
    const scrolled = () => page.evaluate(() => window.scrollY);
    const before = await scrolled();
    expect(before).toBeGreaterThan(500);
    await label.click();
    await page.getByRole("button", { name: "Remove filter home" }).waitFor();
    expect(await scrolled()).toBe(0);
    await page.goBack();
    await expect.poll(scrolled).toBe(before);
  });

  test("one can filter by date, priorities and labels; the filters are in the address, and can be taken off", async () => {
    const page = await newPage();
    await signUp(page);
    await makeTask(page, { title: "Late and urgent", dueDate: "2020-02-03", priority: "urgent", labels: ["home"] });
    await makeTask(page, { title: "Late and high", dueDate: "2020-02-03", priority: "high", labels: ["home", "work"] });
    await makeTask(page, { title: "Late and low", dueDate: "2020-02-03", priority: "low" });
    await makeTask(page, { title: "Far away", dueDate: "2999-02-03", priority: "high" });
    await makeTask(page, { title: "Any day" });
    await page.reload();
    await taskRow(page, "Any day").waitFor();

    const filter = page.getByRole("button", { name: /^Filter/ });
    await filter.click();
    const panel = page.getByRole("group", { name: "Filters" });
    await panel.getByRole("radio", { name: "Overdue" }).check();
    await expect.poll(() => titlesOn(page)).toEqual(["Late and low", "Late and high", "Late and urgent"]);
    await panel.getByRole("checkbox", { name: "High" }).check();
    await panel.getByRole("checkbox", { name: "Urgent" }).check();
    await expect.poll(() => titlesOn(page)).toEqual(["Late and high", "Late and urgent"]);
    await panel.getByRole("checkbox", { name: "work" }).check();
    await expect.poll(() => titlesOn(page)).toEqual(["Late and high"]);
    await page.getByText("1 task", { exact: true }).waitFor();
    expect(searchOf(page)).toBe("?due=overdue&priority=high&priority=urgent&label=work");

    await page.reload();
    await expect.poll(() => titlesOn(page)).toEqual(["Late and high"]);
    await page.getByRole("button", { name: "Remove filter work" }).click();
    await expect.poll(() => titlesOn(page)).toEqual(["Late and high", "Late and urgent"]);
    await page.getByRole("button", { name: "Clear all" }).click();
    await expect.poll(async () => (await titlesOn(page)).length).toBe(5);
    expect(await filter.evaluate((button) => button === document.activeElement)).toBe(true);

    await taskRow(page, "Late and urgent").getByRole("link", { name: "Only tasks labelled home" }).click();
    await expect.poll(() => titlesOn(page)).toEqual(["Late and high", "Late and urgent"]);
    await page.goBack();
    await page.goto("/?due=none");
    await expect.poll(() => titlesOn(page)).toEqual(["Any day"]);
    await page.goto("/?due=upcoming");
    await expect.poll(() => titlesOn(page)).toEqual(["Far away"]);
  });

  test("a task that is added where it is not seen is said to be elsewhere, or further down, and can be shown", async () => {
    const page = await newPage();
    await signUp(page);
    await makeManyTasks(
      page,
      Array.from({ length: 60 }, (_, index) => `Task ${index}`),
    );
    const add = async (title: string) => {
      await page.getByLabel("New task").fill(title);
      await page.getByLabel("New task").press("Enter");
    };
    for (const [address, title, place] of [
      ["/?priority=high", "Pay rent", "but is not among the tasks shown here"],
      ["/?show=completed", "Call Ada", "but is not among the tasks shown here"],
      ["/?sort=title", "Water the plants", "further down in this list"],
    ] as const) {
      await page.goto(address);
      await page.getByText(/^(No task fits|Nothing completed yet|62 tasks)$/).waitFor();
      await add(title);
      await page.getByText(`“${title}” is added, ${place}`).waitFor();
      await page.getByRole("button", { name: "Show it" }).click();
      await taskRow(page, title).waitFor();
      await settled(page);
    }
    await add("In plain sight");
    await taskRow(page, "In plain sight").waitFor();
    expect(await page.getByText("is added").count()).toBe(0);
  });

  test("tells how many tasks there are in all, not only those that are loaded", async () => {
    const page = await newPage();
    await signUp(page);
    await makeManyTasks(
      page,
      Array.from({ length: 130 }, (_, index) => `Task ${index}`),
    );
    await page.reload();
    await page.getByText("130 tasks").waitFor();
    expect((await titlesOn(page)).length).toBeLessThan(130);
  });

  test("a search that finds nothing at first says that it goes on, and goes on by itself", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Behind empty pages");
    await settled(page);
    let [pages, release] = [0, () => {}];
    const gate = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/api/trpc/tasks.list?**", async (route) => {
      pages += 1;
      if (pages > 3) await gate;
      const url = new URL(route.request().url());
      const input = JSON.parse(url.searchParams.get("input") ?? "{}");
      if (pages > 3) delete input[0].json.cursor;
      url.searchParams.set("input", JSON.stringify(input));
      if (pages > 3) return route.continue({ url: url.href });
      return route.fulfill({ json: [{ result: { data: { json: { items: [], nextCursor: `after-${pages}` } } } }] });
    });
    // How many there are is asked for beside the pages; it is not what this is about.
    await page.route("**/api/trpc/tasks.list,**", () => {});
    await page.goto("/?q=behind");
    await page.getByText("Nothing found so far. Searching on…").waitFor();
    expect(await page.getByText("No task fits").count()).toBe(0);
    release();
    await taskRow(page, "Behind empty pages").waitFor();
  });

  test("search and filters fit a window of 390 pixels", async () => {
    const page = await newPage({ viewport: { width: 390, height: 800 } });
    await signUp(page);
    const label = "a label that is as long as labels ever get, and then some more, without end in sight";
    await makeTask(page, { title: "Long", labels: [label] });
    await page.goto(`/?label=${encodeURIComponent(label)}&due=none&priority=none`);
    await taskRow(page, "Long").waitFor();
    await page.getByRole("button", { name: /^Filter/ }).click();
    await page.getByRole("group", { name: "Filters" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
