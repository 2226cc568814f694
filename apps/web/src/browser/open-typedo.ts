import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { chromiumPath, skipsBrowserTests } from "./find-chromium.js";
import { startTypedo, type RunningTypedo } from "./start-typedo.js";

interface PageOptions extends BrowserContextOptions {
  /** The test makes requests fail, which the browser then reports. */
  readonly expectsFailedRequests?: boolean;
}

/** For one test file: the server and a browser. Gives a way to a page of a visitor who was never there before. */
export function openTypedo(): (options?: PageOptions) => Promise<Page> {
  let typedo: RunningTypedo | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (skipsBrowserTests) return;
    if (chromiumPath === undefined) throw new Error("No Chromium was found, and CI is set: install one");
    typedo = await startTypedo();
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  });

  afterAll(async () => {
    await browser?.close();
    await typedo?.stop();
  });

  return async ({ expectsFailedRequests = false, ...options } = {}) => {
    if (!browser || !typedo) throw new Error("There is no server or browser yet");
    const context = await browser.newContext({
      baseURL: typedo.url,
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      ...options,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
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
