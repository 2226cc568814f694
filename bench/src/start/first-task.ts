import { chromium } from "playwright-core";
import { median } from "../report/statistics.js";

const TITLE = "Water the plants";
const LOADS = 5;

/** Milliseconds from the address to a task on the page. */
export interface FirstTask {
  /** With nothing in the browser's cache. */
  readonly cold: number;
  readonly warm: number;
  /** JavaScript of the first load as it came over the network, in bytes. */
  readonly scriptBytes: number;
}

/** Loads the web app in a browser as someone who is signed in and has a task. Medians of five. */
export async function timeFirstTask(url: string, executablePath: string): Promise<FirstTask> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const cold: number[] = [];
    const warm: number[] = [];
    let scriptBytes = 0;
    for (let load = 0; load < LOADS; load += 1) {
      const context = await browser.newContext({ baseURL: url });
      const email = `visitor-${load}-${Date.now()}@example.com`;
      await context.request.post("/api/auth/sign-up/email", {
        data: { name: "A visitor", email, password: "correct horse battery" },
      });
      const { token } = await (await context.request.get("/api/auth/access-token")).json();
      await context.request.post("/api/tasks", {
        headers: { authorization: `Bearer ${token}` },
        data: { title: TITLE },
      });
      const page = await context.newPage();
      scriptBytes = 0;
      page.on("requestfinished", (request) => {
        if (request.resourceType() !== "script") return;
        void request.sizes().then(({ responseBodySize }) => (scriptBytes += responseBodySize));
      });
      const timeLoad = async () => {
        const begun = performance.now();
        await page.goto("/");
        await page.getByRole("button", { name: TITLE, exact: true }).waitFor();
        return performance.now() - begun;
      };
      cold.push(await timeLoad());
      await page.waitForLoadState("networkidle");
      const first = scriptBytes;
      warm.push(await timeLoad());
      await page.waitForLoadState("networkidle");
      scriptBytes = first;
      await context.close();
    }
    return { cold: median(cold), warm: median(warm), scriptBytes };
  } finally {
    await browser.close();
  }
}
