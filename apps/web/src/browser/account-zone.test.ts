import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { openTypedo } from "./open-typedo.js";
import { settled } from "./settled.js";
import { signIn, signUpByForm } from "./visitor.js";

const zoneField = (page: Page) => page.getByRole("combobox", { name: "Time zone" });

async function openAccount(page: Page): Promise<void> {
  await page.goto("/account");
  await zoneField(page).waitFor();
}

/** Waits until the zone is this one. */
async function expectZone(page: Page, zone: RegExp): Promise<void> {
  await expect.poll(() => zoneField(page).inputValue()).toMatch(zone);
}

/** Loads the tasks, and waits until nothing more is asked of the server. */
async function visit(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByText("Nothing to do yet").waitFor();
  await settled(page);
}

describe.skipIf(skipsBrowserTests)("the time zone", () => {
  const newPage = openTypedo();

  test("of one who is new is the browser's; another browser later does not change it", async () => {
    const page = await newPage();
    const account = await signUpByForm(page);
    await openAccount(page);
    await expectZone(page, /^Berlin, Europe/);

    const travelling = await newPage({ timezoneId: "Asia/Tokyo" });
    await travelling.goto("/");
    await signIn(travelling, account);
    await visit(travelling);
    await openAccount(travelling);
    expect(await zoneField(travelling).inputValue()).toMatch(/^Berlin, Europe/);
    await travelling.getByText("This browser is in Tokyo, Asia").waitFor();
    await travelling.getByRole("button", { name: "Use it" }).click();
    await expectZone(travelling, /^Tokyo, Asia/);
    expect(await travelling.getByText("This browser is in").count()).toBe(0);
  });

  test("is found by a few letters and chosen with the keyboard", async () => {
    const page = await newPage();
    await signUpByForm(page);
    await openAccount(page);
    await expectZone(page, /^Berlin, Europe/);
    await zoneField(page).focus();
    await page.keyboard.type("new yo");
    await page.getByRole("option", { name: /New York, America/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Saved.").waitFor();
    await openAccount(page);
    expect(await zoneField(page).inputValue()).toMatch(/^New York, America/);

    await zoneField(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.type("san");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    expect(await zoneField(page).inputValue()).toMatch(/^New York, America/);
    await page.keyboard.type("nowhere");
    await page.getByText("No such place. Try").waitFor();
  });

  test("stays UTC for one who chose that", async () => {
    const page = await newPage();
    const account = await signUpByForm(page);
    await openAccount(page);
    await expectZone(page, /^Berlin, Europe/);
    await zoneField(page).click();
    expect(await page.getByRole("option").first().textContent()).toMatch(/^Berlin, Europe/);
    await page.getByRole("option", { name: /^UTC/ }).first().click();
    await page.getByText("Saved.").waitFor();

    const other = await newPage();
    await other.goto("/");
    await signIn(other, account);
    await visit(other);
    await openAccount(other);
    expect(await zoneField(other).inputValue()).toBe("UTC (UTC+00:00)");
  });

  test("and the first day of the week are kept", async () => {
    const page = await newPage();
    await signUpByForm(page);
    await openAccount(page);
    await expectZone(page, /^Berlin, Europe/);
    await page.getByLabel("The week begins on").selectOption("Sunday");
    await page.getByText("Saved.").waitFor();
    await openAccount(page);
    expect(await page.getByLabel("The week begins on").inputValue()).toBe("7");
  });
});
