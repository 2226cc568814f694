import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, onTestFinished } from "vitest";
import { skipsBrowserTests } from "./find-chromium.js";
import { watchTraffic } from "./settled.js";
import { BROWSER_ZONE } from "./visitor.js";

interface PageOptions extends BrowserContextOptions {
  /** The test makes requests fail, which the browser then reports. */
  readonly expectsFailedRequests?: boolean;
}

/** For one test file: a way to a page of a visitor who was never there before. */
export function openTypedo(): (options?: PageOptions) => Promise<Page> {
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (!skipsBrowserTests) browser = await chromium.connect(inject("browserAddress"));
  });

  afterAll(async () => {
    await browser?.close();
  });

  return async ({ expectsFailedRequests = false, ...options } = {}) => {
    if (!browser) throw new Error("There is no browser yet");
    const context = await browser.newContext({
      baseURL: inject("typedoUrl"),
      locale: "en-GB",
      timezoneId: BROWSER_ZONE,
      ...options,
    });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    watchTraffic(page);
    const problems = collectProblems(page, expectsFailedRequests);
    onTestFinished(async () => {
      await context.close();
      expect(problems).toEqual([]);
    });
    return page;
  };
}

/** Errors and warnings of the page, what its content security policy refuses included. */
function collectProblems(page: Page, expectsFailedRequests: boolean): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (expectsFailedRequests && message.text().startsWith("Failed to load resource")) return;
    problems.push(message.text());
  });
  return problems;
}
