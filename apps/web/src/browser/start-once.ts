import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { chromiumPath, skipsBrowserTests } from "./find-chromium.js";
import { startTypedo } from "./start-typedo.js";

declare module "vitest" {
  interface ProvidedContext {
    readonly typedoUrl: string;
    readonly browserAddress: string;
  }
}

const started: (() => Promise<void>)[] = [];

/** One server and one browser for all the test files: starting them takes longer than many a test. */
export async function setup({ provide }: TestProject): Promise<void> {
  if (skipsBrowserTests) return;
  if (chromiumPath === undefined) throw new Error("No Chromium was found, and CI is set: install one");
  try {
    const typedo = await startTypedo();
    started.push(() => typedo.stop());
    const browser = await chromium.launchServer({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    started.push(() => browser.close());
    provide("typedoUrl", typedo.url);
    provide("browserAddress", browser.wsEndpoint());
  } catch (error) {
    // Nobody else would: what did not start is not torn down.
    await teardown();
    throw error;
  }
}

/** The browser first: a page may still ask the server for something. */
export async function teardown(): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- One after the other.
  for (const stop of started.splice(0).toReversed()) await stop();
}
