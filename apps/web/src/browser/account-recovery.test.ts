import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { mailedLink, mailsTo } from "./mailbox.js";
import { openTypedo } from "./open-typedo.js";
import { newAccount, signIn, signUp } from "./visitor.js";

async function askForLink(page: Page, email: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("a mail is on its way").waitFor();
}

async function setPassword(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set the password" }).click();
}

describe.skipIf(skipsBrowserTests)("a forgotten password", () => {
  const newPage = openTypedo();
  const failing = { expectsFailedRequests: true };

  test("is replaced by a mailed link: the old one is refused, and other browsers are signed out", async () => {
    const [other, page] = [await newPage(), await newPage(failing)];
    const account = await signUp(other);
    await askForLink(page, account.email);
    await setPassword(page, await mailedLink(page, account.email), "a new password");
    await page.getByRole("heading", { name: "Your new password is set" }).waitFor();
    await page.getByRole("link", { name: "Go to sign-in" }).click();

    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("E-mail and password don't belong together").waitFor();
    await signIn(page, { ...account, password: "a new password" });

    await other.reload();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("leaves the link's token in no address, and asks for the link again once the page is loaded anew", async () => {
    const page = await newPage();
    const account = await signUp(page);
    await askForLink(await newPage(), account.email);
    const link = await mailedLink(page, account.email);
    expect(link).toMatch(/\/reset-password#token=\S+$/);
    await page.goto(link);
    // Whoever is signed in: the link may be another account's.
    await page.getByRole("heading", { name: "Set a new password" }).waitFor();
    expect(await page.evaluate(() => window.location.href)).toMatch(/\/reset-password$/);
    await page.reload();
    await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
  });

  test("can't be replaced by a link that was used, or was made up; another one is offered", async () => {
    const page = await newPage(failing);
    const account = await signUp(await newPage());
    await askForLink(page, account.email);
    const link = await mailedLink(page, account.email);
    await setPassword(page, link, "a new password");
    await page.getByRole("heading", { name: "Your new password is set" }).waitFor();

    for (const dead of [link, "/reset-password#token=made-up"]) {
      await page.goto("/");
      await setPassword(page, dead, "another password");
      await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
      await page.getByRole("link", { name: "Ask for a new link" }).click();
      await page.getByRole("button", { name: "Send the link" }).waitFor();
    }
    await page.goto("/");
    await signIn(page, { ...account, password: "a new password" });
  });

  test("is answered alike for an address without an account, to which nothing is sent", async () => {
    const page = await newPage();
    const [known, unknown] = [await signUp(await newPage()), newAccount()];
    const answerFor = async (email: string) => {
      await askForLink(page, email);
      return (await page.getByRole("main").textContent())?.replace(email, "");
    };
    expect(await answerFor(unknown.email)).toBe(await answerFor(known.email));
    await mailedLink(page, known.email);
    expect(await mailsTo(page, unknown.email)).toEqual([]);
  });

  test("keeps the address that was typed, on the way from sign-in and back", async () => {
    const page = await newPage();
    await page.goto("/");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByRole("button", { name: "Send the link" }).waitFor();
    expect(await page.getByLabel("E-mail").inputValue()).toBe("ada@example.com");
    await page.getByRole("link", { name: "Back to sign-in" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByLabel("E-mail").inputValue()).toBe("ada@example.com");
  });

  test("begins with the address of one who is signed in, and leads back to the account", async () => {
    const page = await newPage();
    const account = await signUp(page);
    await page.getByRole("link", { name: /your account/ }).click();
    await page.getByRole("link", { name: "Set a new one by mail" }).click();
    await expect.poll(() => page.getByLabel("E-mail").inputValue()).toBe(account.email);
    await page.getByLabel("E-mail").fill("");
    expect(await page.getByLabel("E-mail").inputValue()).toBe("");
    await page.reload();
    await expect.poll(() => page.getByLabel("E-mail").inputValue()).toBe(account.email);
    await page.getByRole("link", { name: "Back to your account" }).click();
    await page.getByLabel("Your name").waitFor();
  });

  test("says so when there were too many tries, and keeps what was typed", async () => {
    const page = await newPage(failing);
    await page.route("**/api/auth/reset-password", (route) => route.fulfill({ status: 429, json: {} }));
    await setPassword(page, "/reset-password#token=any", "a new password");
    await page.getByText("Too many tries").waitFor();
    expect(await page.getByLabel("New password").inputValue()).toBe("a new password");
  });
});
