import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, callApi, makeManyTasks, refusal, signUp, taskRow, titlesOn } from "./visitor.js";

async function goToTrash(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("heading", { name: "Trash", exact: true }).waitFor();
}

function trashedTitles(page: Page): Promise<string[]> {
  return page.locator(".trash-title").allTextContents();
}

describe.skipIf(skipsBrowserTests)("the trash", () => {
  const newPage = openTypedo();

  test("what was deleted is there, last first, and can be brought back", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent", "Call Ada", "Water the plants");
    for (const title of ["Pay rent", "Call Ada"]) {
      await page.getByLabel(`Delete ${title}`).click();
      await taskRow(page, title).waitFor({ state: "detached" });
    }
    await settled(page);
    await goToTrash(page);
    await expect.poll(() => trashedTitles(page)).toEqual(["Call Ada", "Pay rent"]);
    await page.getByText("2 tasks", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Restore Call Ada" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => trashedTitles(page)).toEqual(["Pay rent"]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Restore Pay rent");
    await settled(page);
    await page.getByRole("link", { name: "Back to your tasks" }).click();
    await expect.poll(() => titlesOn(page)).toEqual(["Water the plants", "Call Ada"]);
  });

  test("one task can be deleted for good, after being asked once", async () => {
    const page = await newPage();
    await signUp(page);
    await addTasks(page, "Pay rent");
    await page.getByLabel("Delete Pay rent").click();
    await settled(page);
    await page.goto("/trash");
    const button = page.getByRole("button", { name: "Delete Pay rent for good" });
    await button.click();
    const dialog = page.getByRole("dialog", { name: "Delete “Pay rent” for good?" });
    await dialog.getByText("This can't be undone.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await trashedTitles(page)).toEqual(["Pay rent"]);
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);

    await button.click();
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("The trash is empty").waitFor();
    await settled(page);
    await page.reload();
    await page.getByText("The trash is empty").waitFor();
  });

  test("a task that was brought back elsewhere is not deleted for good from here", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    await signUp(page);
    const [id = ""] = await makeManyTasks(page, ["Pay rent"]);
    await callApi(page, "tasks.delete", { id });
    await page.goto("/trash");
    await page.getByRole("button", { name: "Delete Pay rent for good" }).waitFor();
    await callApi(page, "tasks.restore", { id });
    await page.getByRole("button", { name: "Delete Pay rent for good" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("“Pay rent” was not deleted. It was changed elsewhere meanwhile.").waitFor();
    await page.goto("/");
    await taskRow(page, "Pay rent").waitFor();
  });

  for (const way of ["by itself", "with the trash", "into the list again"] as const) {
    test(`Undo is offered no more when what was deleted goes ${way}`, async () => {
      const page = await newPage();
      await signUp(page);
      await addTasks(page, "Pay rent", "Call Ada");
      for (const title of ["Call Ada", "Pay rent"]) {
        await page.getByLabel(`Delete ${title}`).click();
        await taskRow(page, title).waitFor({ state: "detached" });
      }
      const undo = page.getByRole("button", { name: "Undo" });
      expect(await undo.count()).toBe(2);
      await settled(page);
      await goToTrash(page);
      if (way === "by itself") await page.getByRole("button", { name: "Delete Pay rent for good" }).click();
      else if (way === "with the trash") await page.getByRole("button", { name: "Empty the trash" }).click();
      else await page.getByRole("button", { name: "Restore Pay rent" }).click();
      if (way !== "into the list again") {
        await page
          .getByRole("dialog")
          .getByRole("button", { name: /^(Delete for good|Empty the trash)$/ })
          .click();
      }
      // At once, and not when they would have gone by themselves.
      if (way === "with the trash") await page.getByText("The trash is empty: 2 tasks").waitFor();
      else await expect.poll(() => trashedTitles(page)).toEqual(["Call Ada"]);
      expect(await undo.count()).toBe(way === "with the trash" ? 0 : 1);
      if (way !== "with the trash") await page.getByText("“Call Ada” is in the trash").waitFor();
    });
  }

  for (const way of ["from the trash", "by Undo"] as const) {
    test(`a task that can't be brought back ${way} is in the trash still, with a message that tries again`, async () => {
      const page = await newPage({ expectsFailedRequests: true });
      await signUp(page);
      await addTasks(page, "Pay rent");
      await page.getByLabel("Delete Pay rent").click();
      await page.getByText("Nothing to do yet").waitFor();
      await settled(page);
      if (way === "from the trash") await goToTrash(page);
      await page.route("**/api/trpc/tasks.restore**", (route) => route.fulfill(refusal(1, 503, "unavailable")));
      await page
        .getByRole("button", { name: way === "from the trash" ? "Restore Pay rent" : "Undo" })
        .first()
        .click();
      await page.getByText(/“Pay rent” was not brought back/).waitFor();
      expect(await taskRow(page, "Pay rent").count()).toBe(0);
      if (way === "from the trash") expect(await trashedTitles(page)).toEqual(["Pay rent"]);
      await page.unroute("**/api/trpc/tasks.restore**");
      await page.getByRole("button", { name: "Try again" }).click();
      if (way === "from the trash") await page.getByText("The trash is empty").waitFor();
      else await taskRow(page, "Pay rent").waitFor();
      await settled(page);
      await page.goto("/");
      await expect.poll(() => titlesOn(page)).toEqual(["Pay rent"]);
    });
  }

  test("620 tasks go for good at once, and tasks elsewhere stay", async () => {
    const page = await newPage();
    await signUp(page);
    const ids = await makeManyTasks(
      page,
      Array.from({ length: 620 }, (_, index) => `Old ${index}`),
    );
    for (const part of [ids.slice(0, 500), ids.slice(500)]) {
      await callApi(page, "tasks.batch", { operations: part.map((id) => ({ operation: "delete", id })) });
    }
    await makeManyTasks(page, ["Stays"]);
    const batches: number[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/api/trpc/tasks.batch?batch=1", async (route) => {
      batches.push(JSON.parse(route.request().postData() ?? "[]")[0].json.operations.length);
      if (batches.length > 1) await gate;
      return route.continue();
    });
    await page.goto("/trash");
    await page.getByText("620 tasks").waitFor();
    await page.getByRole("button", { name: "Empty the trash" }).click();
    const dialog = page.getByRole("dialog", { name: "Empty the trash?" });
    await dialog.getByText("620 tasks will be deleted for good. This can't be undone.").waitFor();
    await dialog.getByRole("button", { name: "Empty the trash" }).click();
    await page.getByText("Deleted 500 of 620").waitFor();
    expect(await page.getByRole("progressbar").getAttribute("value")).toBe("500");
    release();
    await page.getByText("The trash is empty: 620 tasks deleted for good").waitFor();
    expect(batches).toEqual([500, 120]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Trash");
    await page.goto("/");
    await expect.poll(() => titlesOn(page)).toEqual(["Stays"]);
  });
});
