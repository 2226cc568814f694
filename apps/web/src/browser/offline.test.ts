import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, makeManyTasks, refusal, signUp, taskRow, titlesOn } from "./visitor.js";

describe.skipIf(skipsBrowserTests)("without the server", () => {
  const newPage = openTypedo();
  const failing = { expectsFailedRequests: true };

  test("offline, tasks of one view don't pass for those of another, nor for the trash, and it is said why", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    await page.getByText("1 task", { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Completed" }).click();
    await page.getByText("Your tasks show when you are online.").waitFor();
    expect(await titlesOn(page)).toEqual([]);
    expect(await page.getByText("1 task", { exact: true }).count()).toBe(0);
    await page.getByRole("link", { name: "All", exact: true }).click();
    await taskRow(page, "Pay rent").waitFor();
    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByText("What is in the trash shows when you are online.").waitFor();

    await page.context().setOffline(false);
    await page.getByText("The trash is empty").waitFor();
  });

  test("what was changed offline is sent though one looks at how to get a new password meanwhile", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await page.getByRole("link", { name: "A visitor" }).click();
    const recovery = page.getByRole("link", { name: "Set a new one by mail" });
    await recovery.click();
    await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
    // Loaded by now, and there when offline.
    await page.goBack();
    await page.goBack();
    await page.context().setOffline(true);
    await page.getByLabel("Completed: Pay rent").check();
    await page.getByRole("link", { name: "A visitor" }).click();
    await recovery.click();
    await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
    await page.context().setOffline(false);
    await page.goBack();
    await page.goBack();
    await settled(page);
    await page.reload();
    await expect.poll(() => page.getByLabel("Completed: Pay rent").isChecked()).toBe(true);
  });

  test("offline is said wherever one is on the page", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await makeManyTasks(
      page,
      Array.from({ length: 40 }, (_none, index) => `Task ${index}`),
    );
    await page.reload();
    await taskRow(page, "Task 0").waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(500);
    const banner = await page.locator(".banner").boundingBox();
    expect(banner?.y).toBe(0);
  });

  test("the page says so under its own name, and begins when asked again", async () => {
    const page = await newPage(failing);
    await page.route("**/api/auth/get-session", (route) => route.abort());
    await page.goto("/");
    await page.getByRole("heading", { name: "Typedo can't be reached" }).waitFor({ timeout: 60_000 });
    expect(await page.locator(".logo").count()).toBe(1);
    await page.unroute("**/api/auth/get-session");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("a list that can't be loaded does not stand below the number of another one's tasks", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    await page.getByText("1 task", { exact: true }).waitFor();
    await page.route("**/api/trpc/tasks.list**", (route) => route.fulfill(refusal(1, 422, "validation_failed")));
    await page.getByRole("link", { name: "Completed" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByText("1 task", { exact: true }).count()).toBe(0);
  });
});
