import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { findFaintTexts, findNamelessControls } from "./check-page.js";
import { skipsBrowserTests } from "./find-chromium.js";
import { mailedLink } from "./mailbox.js";
import { openTypedo } from "./open-typedo.js";
import { refusal, signIn, signUp, type Account } from "./visitor.js";

async function openAccount(page: Page): Promise<void> {
  await page.getByRole("link", { name: /your account/ }).click();
  await page.getByLabel("Your name").waitFor();
}

async function changePassword(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel("Current password").fill(current);
  await page.getByLabel("New password").fill(next);
  await page.getByRole("button", { name: "Change password" }).click();
}

describe.skipIf(skipsBrowserTests)("the account", () => {
  const newPage = openTypedo();
  const failing = { expectsFailedRequests: true };

  async function signInElsewhere(account: Account): Promise<Page> {
    const page = await newPage();
    await page.goto("/");
    await signIn(page, account);
    return page;
  }

  const isSignedOut = async (page: Page) => {
    await page.reload();
    await page.getByRole("heading", { name: /^(Sign in|Tasks|Account)$/ }).waitFor();
    return (await page.getByRole("heading", { name: "Sign in" }).count()) === 1;
  };

  test("has a name, which can be changed", async () => {
    const page = await newPage();
    await signUp(page);
    await openAccount(page);
    await page.getByLabel("Your name").fill("Grace Hopper");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByRole("link", { name: "Grace Hopper: your account" }).waitFor();
    await page.getByText("Saved.").waitFor();
    await page.reload();
    await page.getByLabel("Your name").waitFor();
    expect(await page.getByLabel("Your name").inputValue()).toBe("Grace Hopper");
  });

  test("keeps what was typed when it can't be saved, and says why", async () => {
    const page = await newPage(failing);
    await signUp(page);
    await openAccount(page);
    await page.route("**/api/trpc/me.update**", (route) => route.fulfill(refusal(1, 422, "validation_failed", [])));
    await page.getByLabel("Your name").fill("Grace Hopper");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByRole("alert").filter({ hasText: "Refused" }).waitFor();
    await page.unroute("**/api/trpc/me.update**");
    await page.route("**/api/trpc/me.update**", (route) =>
      route.fulfill(refusal(1, 422, "validation_failed", [{ pointer: "/name", message: "Must be nicer", code: "x" }])),
    );
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByText("Must be nicer.").waitFor();
    expect(await page.getByLabel("Your name").getAttribute("aria-invalid")).toBe("true");
    expect(await page.getByLabel("Your name").inputValue()).toBe("Grace Hopper");

    await page.route("**/api/auth/change-email", (route) => route.abort());
    await page.getByLabel("New e-mail").fill("grace@example.com");
    await page.getByRole("button", { name: "Change e-mail" }).click();
    await page.getByText("Typedo can't be reached").waitFor();
    expect(await page.getByLabel("New e-mail").inputValue()).toBe("grace@example.com");
  });

  test("hides a password until one asks to see it, and takes one that is pasted", async () => {
    const page = await newPage();
    await page.goto("/sign-up");
    const field = page.getByLabel("Password", { exact: true });
    expect(await field.getAttribute("type")).toBe("password");
    await field.focus();
    await page.keyboard.insertText("a password of a manager's");
    expect(await field.inputValue()).toBe("a password of a manager's");
    await page.getByRole("button", { name: /^Show/ }).click();
    expect(await field.getAttribute("type")).toBe("text");
    await page.getByRole("button", { name: /^Hide/ }).click();
    expect(await field.getAttribute("type")).toBe("password");
  });

  test("gets another e-mail address once its mail is answered, and not before", async () => {
    const page = await newPage();
    const account = await signUp(page);
    await openAccount(page);
    await page.getByText("Not verified").waitFor();
    await page.getByLabel("New e-mail").fill(account.email);
    await page.getByRole("button", { name: "Change e-mail" }).click();
    await page.getByText("This is your address already.").waitFor();

    const email = `new-${account.email}`;
    await page.getByLabel("New e-mail").fill(email);
    await page.getByRole("button", { name: "Change e-mail" }).click();
    await page.getByText("a mail is on its way to it").waitFor();
    const link = await mailedLink(page, email);
    await page.reload();
    await page.getByText("Not verified").waitFor();

    await page.goto(link);
    await page.getByText("Verified", { exact: true }).waitFor();
    expect(await page.locator(".email-now").textContent()).toContain(email);
    await page.goto(link);
    await page.getByText("The link was used already").waitFor();
    await signInElsewhere({ ...account, email });
  });

  test("says so when a link to another address does not work, once", async () => {
    const page = await newPage();
    await signUp(page);
    await page.goto("/api/auth/verify-email?token=made-up&callbackURL=/account");
    await page.getByText("The link does not work any more.").waitFor();
    await page.reload();
    await page.getByText("Not verified").waitFor();
    expect(await page.getByText("The link does not work any more.").count()).toBe(0);
  });

  test("gets another password from one who knows the present one; other browsers are signed out", async () => {
    const page = await newPage(failing);
    const account = await signUp(page);
    const other = await signInElsewhere(account);
    await openAccount(page);
    await changePassword(page, "not the password", "a new password");
    await page.getByText("This is not your password.").waitFor();
    expect(await page.getByLabel("New password").inputValue()).toBe("a new password");
    expect(await isSignedOut(other)).toBe(false);

    await changePassword(page, account.password, "a new password");
    await page.getByText("your other sessions are signed out").waitFor();
    expect(await isSignedOut(other)).toBe(true);
    await page.reload();
    await page.getByLabel("Your name").waitFor();
    await signInElsewhere({ ...account, password: "a new password" });
  });

  test("leaves other browsers signed in after another password, if that is wanted", async () => {
    const page = await newPage();
    const account = await signUp(page);
    const other = await signInElsewhere(account);
    await openAccount(page);
    await page.getByLabel("Sign out my other sessions").uncheck();
    await changePassword(page, account.password, "a new password");
    await page.getByText("Your password is changed.").waitFor();
    expect(await isSignedOut(other)).toBe(false);
  });

  test("lists where one is signed in; ending a session there signs that browser out", async () => {
    const page = await newPage();
    const account = await signUp(page);
    const [second, third] = [await signInElsewhere(account), await signInElsewhere(account)];
    await openAccount(page);
    const sessions = page.getByRole("list", { name: "Sessions" }).locator(".settings-item");
    await expect.poll(() => sessions.count()).toBe(3);
    expect(await sessions.first().textContent()).toMatch(/^Chrome on Linux This browser.*Active now.*127\.0\.0\.1$/);
    expect(await page.getByText("This browser", { exact: true }).count()).toBe(1);

    await sessions.nth(1).getByRole("button", { name: "Sign out Chrome on Linux" }).click();
    await expect.poll(() => sessions.count()).toBe(2);
    const states = [await isSignedOut(second), await isSignedOut(third)];
    expect(states.filter(Boolean)).toHaveLength(1);

    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await expect.poll(() => sessions.count()).toBe(1);
    expect([await isSignedOut(second), await isSignedOut(third), await isSignedOut(page)]).toEqual([true, true, false]);
  });

  test("is deleted only by its password and by words that say so; then nobody can sign in to it", async () => {
    const page = await newPage(failing);
    const account = await signUp(page);
    await openAccount(page);
    await page.getByRole("button", { name: "Delete my account…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password").fill("not the password");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await dialog.getByText("Please type: delete my account").waitFor();
    await dialog.getByLabel("Type “delete my account”").fill("Delete my account");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await dialog.getByText("This is not the account's password.").waitFor();

    await dialog.getByLabel("Your password").fill(account.password);
    await page.route("**/api/trpc/me.delete**", (route) => route.fulfill(refusal(1, 503, "unavailable")));
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await dialog.getByText("Your account may be deleted by now, or not.").waitFor();
    await page.unroute("**/api/trpc/me.delete**");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("heading", { name: "Goodbye" }).waitFor();
    await expect.poll(async () => (await page.context().cookies()).length).toBe(0);

    await page.goto("/");
    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("E-mail and password don't belong together").waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`every control has a name, every text stands out and all fits a telephone, in ${colorScheme}`, async () => {
      const page = await newPage({ colorScheme, reducedMotion: "reduce", viewport: { width: 320, height: 700 } });
      const check = async () => {
        expect(await findNamelessControls(page)).toEqual([]);
        expect(await findFaintTexts(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      };
      await page.goto("/forgot-password");
      await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
      await check();
      await page.goto("/reset-password#token=any");
      await page.getByRole("heading", { name: "Set a new password" }).waitFor();
      await check();
      await signUp(page);
      await openAccount(page);
      await page.getByRole("list", { name: "Sessions" }).waitFor();
      await check();
      await page.getByRole("button", { name: "Delete my account…" }).click();
      await page.getByRole("dialog").waitFor();
      await check();
    });
  }
});
