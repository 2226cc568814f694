import { setTimeout as sleep } from "node:timers/promises";
import type { Page, Request } from "playwright-core";

const QUIET_MS = 150;
const LIMIT_MS = 30_000;

interface Traffic {
  readonly underWay: Set<Request>;
  changedAt: number;
}

const traffic = new WeakMap<Page, Traffic>();

/** Keeps in mind what a page asks the API for, so that {@link settled} can wait for it. */
export function watchTraffic(page: Page): void {
  const seen: Traffic = { underWay: new Set(), changedAt: 0 };
  traffic.set(page, seen);
  page.on("request", (request) => {
    if (!new URL(request.url()).pathname.startsWith("/api/")) return;
    seen.underWay.add(request);
    seen.changedAt = Date.now();
  });
  const forget = (request: Request) => {
    if (seen.underWay.delete(request)) seen.changedAt = Date.now();
  };
  page.on("requestfinished", forget);
  page.on("requestfailed", forget);
}

/**
 * Waits until every call of the page is answered, and none has followed for a moment.
 * Playwright's own "networkidle" is told once for each page load, and so is no wait at all for what comes later.
 */
export async function settled(page: Page): Promise<void> {
  const seen = traffic.get(page);
  if (!seen) throw new Error("This page's traffic is not watched: open it with newPage()");
  const from = Date.now();
  for (;;) {
    // What the page does next is asked of it first: a busy page has perhaps not come to its request yet.
    // oxlint-disable-next-line no-await-in-loop -- It waits.
    await page.evaluate(() => undefined);
    const quietSince = Math.max(seen.changedAt, from);
    if (seen.underWay.size === 0 && Date.now() - quietSince >= QUIET_MS) return;
    if (Date.now() - from > LIMIT_MS) {
      throw new Error(`Not answered: ${[...seen.underWay].map((one) => one.url()).join(", ")}`);
    }
    // oxlint-disable-next-line no-await-in-loop -- It waits.
    await sleep(25);
  }
}
