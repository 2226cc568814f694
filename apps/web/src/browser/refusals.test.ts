import type { Page, Route } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { addTasks, newAccount, refusal, signUp, taskRow, titlesOn } from "./visitor.js";

/** No list is loaded any more: what is taken back must be taken back by the page itself. */
async function holdLists(page: Page): Promise<void> {
  await settled(page);
  await page.route("**/api/trpc/tasks.list**", () => {});
}

describe.skipIf(skipsBrowserTests)("what the server refuses", () => {
  const newPage = openTypedo();
  const failing = { expectsFailedRequests: true };

  test("a refused title is taken back, and comes back as a field with the reason", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await holdLists(page);
    await page.route("**/api/trpc/tasks.update**", (route) =>
      route.fulfill(refusal(1, 422, "validation_failed", [{ pointer: "/title", message: "Must be nicer", code: "x" }])),
    );
    await page.getByRole("button", { name: "Pay rent", exact: true }).click();
    const field = page.getByRole("textbox", { name: "Title" });
    await field.fill("Pay the rotten rent");
    await field.press("Enter");
    await page.getByText("Must be nicer.", { exact: true }).waitFor();
    expect(await field.inputValue()).toBe("Pay the rotten rent");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(".toast").count()).toBe(0);
    await field.press("Escape");
    expect(await titlesOn(page)).toEqual(["Pay rent"]);
  });

  test("a refused field of the details says so at the field, and keeps what was typed", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await page.route("**/api/trpc/tasks.update**", (route) =>
      route.fulfill(
        refusal(1, 422, "validation_failed", [{ pointer: "/notes", message: "Must be shorter", code: "x" }]),
      ),
    );
    await page.getByRole("button", { name: "Details of Pay rent" }).click();
    const notes = page.getByLabel("Notes");
    await notes.fill("A long story");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Must be shorter.", { exact: true }).waitFor();
    expect(await notes.inputValue()).toBe("A long story");
    expect(await notes.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(".toast").count()).toBe(0);
    expect(await page.getByText("Notes", { exact: true }).count()).toBe(1);
  });

  test("a refusal finds one who has left the field in the meantime", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    const held: Route[] = [];
    await page.route("**/api/trpc/tasks.update**", (route) => void held.push(route));
    await page.getByRole("button", { name: "Details of Pay rent" }).click();
    await page.getByLabel("Notes").fill("A long story");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => held.length).toBe(1);
    await page.getByRole("link", { name: "Trash" }).click();
    await page.getByRole("heading", { name: "Trash", exact: true }).waitFor();
    await held[0]?.fulfill(refusal(1, 422, "validation_failed"));
    await page.getByText(/“Pay rent” was not changed/).waitFor();
  });

  test("a tick that can't be stored goes away again, with a message that tries again", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await holdLists(page);
    await page.route("**/api/trpc/tasks.update**", (route) => route.fulfill(refusal(1, 503, "unavailable")));
    await page.getByLabel("Completed: Pay rent").check();
    await page.getByText(/“Pay rent” was not changed/).waitFor();
    expect(await page.getByLabel("Completed: Pay rent").isChecked()).toBe(false);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await settled(page);
    await page.reload();
    await taskRow(page, "Pay rent").waitFor();
    expect(await page.getByLabel("Completed: Pay rent").isChecked()).toBe(true);
  });

  test("a task that can't be deleted is there again, with a message that tries again", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await holdLists(page);
    await page.route("**/api/trpc/tasks.delete**", (route) => route.fulfill(refusal(1, 503, "unavailable")));
    await page.getByLabel("Delete Pay rent").click();
    await page.getByText(/“Pay rent” was not deleted/).waitFor();
    await taskRow(page, "Pay rent").waitFor();
    expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(0);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await settled(page);
    await page.reload();
    await page.getByText("Nothing to do yet").waitFor();
  });

  test("tasks that were not added stay in a message, however long, until they are sent again or given up", async () => {
    const page = await newPage(failing);
    await page.clock.install();
    await signUp(page);
    await addTasks(page, "One", "Two", "Three");
    await settled(page);
    await page.route("**/api/trpc/tasks.create**", (route) => route.fulfill(refusal(1, 503, "unavailable")));
    const titles = ["Pay rent", "Call Ada", "Water the plants", "Read"];
    await addTasks(page, ...titles);
    const notAdded = page.getByText(/not added/);
    // Each is tried three times, one after the other.
    const passTime = async () => {
      await page.clock.runFor(1000);
      return notAdded.allTextContents();
    };
    const all = [expect.stringMatching(/^“Pay rent” and 3 more were not added/)];
    await expect.poll(passTime, { timeout: 60_000 }).toEqual(all);
    // Three more messages hide it, and go.
    for (const title of ["One", "Two", "Three"]) await page.getByLabel(`Delete ${title}`).click();
    await page.getByText("“Three” is in the trash").waitFor();
    expect(await notAdded.count()).toBe(0);
    await page.mouse.move(0, 0);
    await page.getByLabel("New task").focus();
    await page.clock.runFor(60_000);
    expect(await notAdded.allTextContents()).toEqual(all);
    expect(await titlesOn(page)).toEqual([]);

    await page.getByRole("button", { name: "Dismiss message" }).click();
    await page.getByText("“Pay rent” and 3 more were given up").waitFor();
    expect(await notAdded.count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.unroute("**/api/trpc/tasks.create**");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => titlesOn(page)).toEqual(titles.toReversed());
    await settled(page);
    await page.reload();
    await expect.poll(() => titlesOn(page)).toHaveLength(4);
  });

  test("a task whose title is refused is in its field again, with the reason", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await page.route("**/api/trpc/tasks.create**", (route) =>
      route.fulfill(refusal(1, 422, "validation_failed", [{ pointer: "/title", message: "Must be nicer", code: "x" }])),
    );
    const field = page.getByLabel("New task");
    await field.fill("Pay the rotten rent");
    await field.press("Enter");
    await page.getByText("Must be nicer.", { exact: true }).waitFor();
    expect(await field.inputValue()).toBe("Pay the rotten rent");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await titlesOn(page)).toEqual([]);
    await page.unroute("**/api/trpc/tasks.create**");
    await field.fill("Pay the rent");
    expect(await field.getAttribute("aria-invalid")).toBe("false");
    await field.press("Enter");
    await taskRow(page, "Pay the rent").waitFor();
  });

  test("a task whose date is refused is in its fields again, with the reason at the date", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await page.route("**/api/trpc/tasks.create**", (route) =>
      route.fulfill(
        refusal(1, 422, "validation_failed", [{ pointer: "/dueDate", message: "Must be later", code: "x" }]),
      ),
    );
    const toggle = page.getByRole("button", { name: "Due date and priority" });
    const date = page.getByLabel("Due date", { exact: true });
    await page.getByLabel("New task").fill("Pay rent");
    await toggle.click();
    await date.fill("2026-05-06");
    await toggle.click();
    await date.waitFor({ state: "detached" });
    await page.getByLabel("New task").press("Enter");
    await page.getByText("Must be later.", { exact: true }).waitFor();
    expect(await date.inputValue()).toBe("2026-05-06");
    expect(await date.getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByLabel("New task").inputValue()).toBe("Pay rent");
  });

  test("a list that can't be loaded says why, and loads when asked again", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await addTasks(page, "Pay rent");
    await settled(page);
    await page.route("**/api/trpc/tasks.list**", (route) => route.fulfill(refusal(1, 422, "validation_failed")));
    await page.goto("/?show=open");
    await page.getByRole("alert").waitFor();
    await page.unroute("**/api/trpc/tasks.list**");
    await page.getByRole("button", { name: "Try again" }).click();
    await taskRow(page, "Pay rent").waitFor();
  });

  test("offline is told, and what was done then is stored later", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await addTasks(page, "Written in a tunnel");
    const stored = page.waitForResponse((response) => response.url().includes("tasks.create") && response.ok());
    await page.context().setOffline(false);
    await page.getByText("You are offline.").waitFor({ state: "detached" });
    await stored;
    await settled(page);
    await page.reload();
    await taskRow(page, "Written in a tunnel").waitFor();
  });

  test("a form that is refused keeps what was typed and says what is wrong", async () => {
    const page = await newPage(failing);
    const account = await signUp(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password").fill("a wrong password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("E-mail and password don't belong together.").waitFor();
    expect(await page.getByLabel("Password").inputValue()).toBe("a wrong password");

    await page.getByRole("link", { name: "Create an account" }).click();
    expect(await page.getByLabel("E-mail").inputValue()).toBe(account.email);
    await page.getByLabel("Name").fill("Someone else");
    await page.getByLabel("Password").fill(newAccount().password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("There is an account with this e-mail already.").waitFor();
    expect(await page.getByLabel("E-mail").getAttribute("aria-invalid")).toBe("true");
  });
});
