import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { findFaintTexts, findNamelessControls } from "./check-page.js";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { signUp } from "./visitor.js";

const DAY_MS = 86_400_000;

/** Makes a key by the form, and gives it; its dialog stays open. */
async function makeKey(page: Page, name: string, expires = "Never"): Promise<string> {
  await page.getByLabel("What is it for?").fill(name);
  await page.getByLabel("Expires").selectOption(expires);
  await page.getByRole("button", { name: "Make the key" }).click();
  return page.getByRole("dialog").getByLabel("API key").inputValue();
}

async function closeKey(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close it" }).click();
}

const call = async (page: Page, method: "GET" | "POST", key: string) => {
  const headers = { authorization: `Bearer ${key}` };
  return (
    await page.request.fetch("/api/tasks", { method, headers, ...(method === "POST" && { data: { title: "By key" } }) })
  ).status();
};

describe.skipIf(skipsBrowserTests)("API keys", () => {
  const newPage = openTypedo();

  async function openKeys(options: Parameters<typeof newPage>[0] = {}): Promise<Page> {
    const page = await newPage(options);
    await signUp(page);
    await page.getByRole("link", { name: /your account/ }).click();
    await page.getByRole("link", { name: "API keys" }).click();
    await page.getByText("You have no keys yet.").waitFor();
    return page;
  }

  test("one that may read reads, and does not write; revoked, it is refused", async () => {
    const page = await openKeys();
    const key = await makeKey(page, "Reader");
    const command = await page.getByLabel("Try it in a terminal").inputValue();
    expect(command).toBe(`curl -H "Authorization: Bearer ${key}" ${new URL("/api/tasks", page.url()).href}`);
    await closeKey(page);
    expect([await call(page, "GET", key), await call(page, "POST", key)]).toEqual([200, 403]);

    const row = page.getByRole("list", { name: "API keys" }).locator(".settings-item");
    expect(await row.textContent()).toContain(`Reader ${key.slice(0, 12)}…Read tasksMade just now`);
    await expect
      .poll(
        async () => {
          await page.reload();
          return row.textContent();
        },
        { timeout: 15_000 },
      )
      .toContain("Last used just now");

    await page.getByRole("button", { name: "Revoke Reader" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    expect(await call(page, "GET", key)).toBe(200);
    await page.getByRole("button", { name: "Revoke Reader" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("You have no keys yet.").waitFor();
    expect(await call(page, "GET", key)).toBe(401);
  });

  test("one that may change tasks does so", async () => {
    const page = await openKeys();
    await page.getByLabel("Change tasks").check();
    expect(await call(page, "POST", await makeKey(page, "Writer"))).toBe(201);
  });

  test("one that may do nothing is not made", async () => {
    const page = await openKeys();
    await page.getByLabel("Read tasks").uncheck();
    await page.getByLabel("What is it for?").fill("Nothing");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByText("Choose at least one.").waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await page.getByLabel("What is it for?").inputValue()).toBe("Nothing");
  });

  test("is shown once: neither Escape, nor the way back, nor closing the page loses it without asking", async () => {
    const page = await openKeys();
    const key = await makeKey(page, "Secret");
    const dialog = page.getByRole("dialog");
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "Go on looking" }).click();
    await page.goBack();
    await dialog.getByRole("button", { name: "Go on looking" }).click();
    expect(await dialog.getByLabel("API key").inputValue()).toBe(key);
    expect(new URL(page.url()).pathname).toBe("/account/keys");

    const asked = page.waitForEvent("dialog");
    void page.evaluate(() => window.location.reload());
    const question = await asked;
    expect(question.type()).toBe("beforeunload");
    await question.dismiss();

    await closeKey(page);
    await page.getByRole("button", { name: "Revoke Secret" }).waitFor();
    expect(await page.content()).not.toContain(key);
    await page.goBack();
    await page.getByLabel("Your name").waitFor();
  });

  test("can be copied, and is let go then", async () => {
    const page = await openKeys({ permissions: ["clipboard-read", "clipboard-write"] });
    const key = await makeKey(page, "Copied");
    await page.getByRole("button", { name: "Copy the key" }).click();
    await page.getByRole("button", { name: "Copied the key" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("is marked where a page is not allowed to copy, for the user to do so", async () => {
    const page = await openKeys();
    const key = await makeKey(page, "By hand");
    await page.evaluate(() => {
      navigator.clipboard.writeText = async () => Promise.reject(new DOMException("No", "NotAllowedError"));
    });
    await page.getByRole("button", { name: "Copy the key" }).click();
    await page.getByText("copy it with Ctrl+C").waitFor();
    expect(await page.evaluate(() => window.getSelection()?.toString())).toBe(key);
  });

  test("one that has ended says so", async () => {
    const page = await openKeys();
    await makeKey(page, "Short", "In 30 days");
    await closeKey(page);
    await page.getByText("Expires on").waitFor();
    expect(await page.getByText("Expired", { exact: true }).count()).toBe(0);
    await page.clock.setFixedTime(Date.now() + 31 * DAY_MS);
    await page.reload();
    await page.getByText("Expired", { exact: true }).waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`every control has a name, every text stands out and all fits a telephone, in ${colorScheme}`, async () => {
      const page = await openKeys({ colorScheme, reducedMotion: "reduce", viewport: { width: 320, height: 700 } });
      await makeKey(page, "Donaudampfschifffahrtsgesellschaftskapitänsmütze", "In 30 days");
      expect(await findNamelessControls(page)).toEqual([]);
      await page.keyboard.press("Escape");
      expect(await findFaintTexts(page)).toEqual([]);
      await page.getByRole("button", { name: "Close it" }).click();
      await page.getByRole("button", { name: /^Revoke Donau/ }).waitFor();
      expect(await findNamelessControls(page)).toEqual([]);
      expect(await findFaintTexts(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    });
  }
});
