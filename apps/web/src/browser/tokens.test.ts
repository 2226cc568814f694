import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { refusal, signUp } from "./visitor.js";

const ACCESS_TOKEN = "**/api/auth/access-token";

/** Ten lists are asked for, one after the other, without waiting for any. */
async function chooseEveryOrder(page: Page): Promise<void> {
  const orders = page.getByLabel("Order").locator("option");
  for (const order of (await orders.allTextContents()).toReversed()) await page.getByLabel("Order").selectOption(order);
}

describe.skipIf(skipsBrowserTests)("the access token", () => {
  const newPage = openTypedo();

  test("is asked for once while ten calls wait for it", async () => {
    const page = await newPage();
    await signUp(page);
    await page.getByText("Nothing to do yet").waitFor();
    let asked = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const lists = new Set<string>();
    page.on("request", (request) => request.url().includes("tasks.list") && lists.add(request.url()));
    await page.route(ACCESS_TOKEN, async (route) => {
      asked += 1;
      await gate;
      await route.continue();
    });
    await page.goto("/");
    await expect.poll(() => asked).toBe(1);
    await chooseEveryOrder(page);
    expect(lists.size).toBe(0);
    release();
    await expect.poll(() => lists.size).toBe(10);
    await page.getByText("Nothing to do yet").waitFor();
    expect(asked).toBe(1);
  });

  test("is renewed once when nine calls are refused, and all of them succeed then", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    await signUp(page);
    await page.getByText("Nothing to do yet").waitFor();
    let asked = 0;
    let refused = 0;
    let accepted = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    await page.route(ACCESS_TOKEN, async (route) => {
      asked += 1;
      await gate;
      await route.continue();
    });
    let old: string | undefined;
    await page.route("**/api/trpc/tasks.list**", async (route) => {
      const token = route.request().headers()["authorization"];
      old ??= token;
      if (token !== old) {
        accepted += 1;
        return route.continue();
      }
      refused += 1;
      return route.fulfill(refusal(1, 401, "unauthenticated"));
    });
    // Tokens of one second are the same text, and a renewed one must differ.
    await page.waitForTimeout(1100);
    await chooseEveryOrder(page);
    // The tenth list is there already: it is the one that the page began with.
    await expect.poll(() => refused).toBe(9);
    release();
    await expect.poll(() => accepted).toBe(9);
    await page.getByText("Nothing to do yet").waitFor();
    expect(asked).toBe(1);
  });

  test("is in no address and in no storage", async () => {
    const page = await newPage();
    const addresses: string[] = [];
    const tokens: string[] = [];
    page.on("request", (request) => {
      addresses.push(request.url());
      const header = request.headers()["authorization"];
      if (header !== undefined) tokens.push(header.replace("Bearer ", ""));
    });
    await signUp(page);
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      expect([...addresses, stored].some((text) => text.includes(token))).toBe(false);
    }
  });

  test("can't be had once the session is over: one is asked to sign in, and told why", async () => {
    const page = await newPage({ expectsFailedRequests: true });
    await signUp(page);
    await page.context().clearCookies();
    await page.route("**/api/trpc/tasks.list**", (route) => route.fulfill(refusal(1, 401, "unauthenticated")));
    await page.getByRole("link", { name: "Open", exact: true }).click();
    await page.getByText("Your session has ended. Please sign in again.").waitFor();
    expect(await page.getByRole("heading", { name: "Sign in" }).count()).toBe(1);
  });
});
