import { existsSync } from "node:fs";
import { environment } from "./env.js";

// The shell without a window does the same for two thirds of the work.
const places = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The browser that is installed here: the one that `CHROMIUM_PATH` names, or else the system's. */
export const chromiumPath = [environment.chromiumPath ?? "", ...places].find((path) => path !== "" && existsSync(path));

/** Without a browser the tests are skipped, and say so; but never where they guard what is published. */
export const skipsBrowserTests = chromiumPath === undefined && !environment.isCi;

if (skipsBrowserTests) {
  process.stdout.write("Browser tests are SKIPPED: no Chromium was found. Install one, or set CHROMIUM_PATH.\n");
}
