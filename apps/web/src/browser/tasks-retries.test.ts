import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, callApi, comeBack, makeManyTasks, signUp, taskRow, titlesOn } from "./visitor.js";

/** The server does what it is asked the first time, but its answer never comes. Gives the keys of all tries. */
async function loseFirstAnswer(page: Page, procedure: string): Promise<string[]> {
  const keys: string[] = [];
  await page.route(`**/api/trpc/${procedure}**`, async (route) => {
    keys.push(JSON.parse(route.request().postData() ?? "{}")[0].json.idempotencyKey);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  return keys;
}

/** Two tries of one action, told to the server as such. */
function expectOneAction(keys: readonly string[]): void {
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[\x21-\x7e]{20,255}$/);
  expect(keys[1]).toBe(keys[0]);
}

describe.skipIf(skipsBrowserTests)("what is sent again", () => {
  const newPage = openTypedo();
  const failing = { expectsFailedRequests: true };

  test("a task whose answer was lost is there once, and nothing is said of it", async () => {
    const page = await newPage(failing);
    await signUp(page);
    const keys = await loseFirstAnswer(page, "tasks.create");
    const answered = page.waitForResponse((response) => response.url().includes("tasks.create") && response.ok());
    await addTasks(page, "Pay rent");
    expect((await answered).headers()["idempotency-replayed"] ?? "true").toBe("true");
    await settled(page);
    expectOneAction(keys);
    expect(await page.getByText("was not added").count()).toBe(0);
    await page.reload();
    await expect.poll(() => titlesOn(page)).toEqual(["Pay rent"]);
  });

  test("a change whose answer was lost is no conflict with itself", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    const keys = await loseFirstAnswer(page, "tasks.update");
    await page.getByRole("button", { name: "Details of Pay rent" }).click();
    const editor = page.getByRole("form", { name: "Details of Pay rent" });
    await editor.getByLabel("Notes").fill("Written once");
    await editor.getByRole("button", { name: "Save" }).click();
    await editor.waitFor({ state: "detached" });
    expectOneAction(keys);
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("a deletion and its undo are done, although both answers were lost", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    const deletions = await loseFirstAnswer(page, "tasks.delete");
    const restorations = await loseFirstAnswer(page, "tasks.restore");
    await page.getByLabel("Delete Pay rent").click();
    await taskRow(page, "Pay rent").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await taskRow(page, "Pay rent").waitFor();
    await expect.poll(() => restorations.length).toBe(2);
    expectOneAction(deletions);
    expectOneAction(restorations);
    expect(restorations[0]).not.toBe(deletions[0]);
    await settled(page);
    expect(await page.getByText(/was not/).count()).toBe(0);
    await page.reload();
    await expect.poll(() => titlesOn(page)).toEqual(["Pay rent"]);
  });

  test("two actions have two keys", async () => {
    const page = await newPage();
    await signUp(page);
    const keys: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().includes("/api/trpc/tasks.")) {
        keys.push(JSON.parse(request.postData() ?? "{}")[0].json.idempotencyKey);
      }
    });
    await addTasks(page, "Pay rent", "Call Ada");
    await page.getByLabel("Completed: Call Ada").click();
    await page.getByLabel("Completed: Call Ada").click();
    await expect.poll(() => keys.length).toBe(4);
    expect(new Set(keys).size).toBe(4);
  });

  test("waits as long as it is told while an earlier try is under way", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await page.clock.install();
    let tries = 0;
    await page.route("**/api/trpc/tasks.create**", async (route) => {
      tries += 1;
      if (tries > 3) return route.continue();
      const data = { code: "idempotency_in_flight", httpStatus: 409, errors: [], requestId: "test" };
      return route.fulfill({
        status: 409,
        headers: { "retry-after": "7" },
        json: [{ error: { json: { message: "Under way", code: -32_009, data } } }],
      });
    });
    await addTasks(page, "Pay rent");
    for (const wanted of [1, 2, 3]) {
      await expect.poll(() => tries).toBe(wanted);
      await page.clock.runFor(6000);
      expect(tries).toBe(wanted);
      // The page's clock goes on until it has counted its seven seconds, from whenever it had read the answer.
      const passOneSecond = async () => {
        if (tries === wanted) await page.clock.runFor(1000);
        return tries;
      };
      await expect.poll(passOneSecond).toBe(wanted + 1);
    }
    expect(await page.getByText("was not added").count()).toBe(0);
  });

  test("a long list says that something was changed elsewhere, and not when it was changed here", async () => {
    const page = await newPage();
    await signUp(page);
    const titles = Array.from({ length: 210 }, (_, index) => `Task ${index}`);
    const ids = await makeManyTasks(page, titles);
    await page.reload();
    await expect
      .poll(
        async () => {
          await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
          return (await titlesOn(page)).length;
        },
        { timeout: 15_000 },
      )
      .toBe(210);
    await page.getByLabel("Completed: Task 1", { exact: true }).check();
    await page.getByLabel("Delete Task 2", { exact: true }).click();
    await settled(page);
    await comeBack(page);
    await settled(page);
    const notice = page.getByText("Something was changed elsewhere.");
    expect(await notice.count()).toBe(0);

    await callApi(page, "tasks.update", { id: ids[100], title: "Changed elsewhere" });
    await callApi(page, "tasks.delete", { id: ids[101] });
    await comeBack(page);
    await notice.waitFor();
    expect(await taskRow(page, "Task 100").count()).toBe(1);
    await page.getByRole("button", { name: "Refresh the list" }).click();
    await taskRow(page, "Changed elsewhere").waitFor();
    await taskRow(page, "Task 101").waitFor({ state: "detached" });
    expect(await notice.count()).toBe(0);
    expect(await titlesOn(page)).toHaveLength(208);
  });

  test("a short list shows what was changed elsewhere when one comes back to it", async () => {
    const page = await newPage();
    await page.clock.install();
    await signUp(page);
    const [id] = await makeManyTasks(page, ["Pay rent"]);
    await page.reload();
    await taskRow(page, "Pay rent").waitFor();
    await callApi(page, "tasks.update", { id, title: "Changed elsewhere" });
    await page.clock.runFor(20_000);
    await comeBack(page);
    await taskRow(page, "Changed elsewhere").waitFor();
  });
});
