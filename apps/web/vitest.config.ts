import { defineConfig } from "vitest/config";

const extend = "../../vitest.config.ts";

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { extends: extend, test: { name: "unit", exclude: ["src/browser/**"] } },
      {
        extends: extend,
        test: {
          name: "browser",
          exclude: ["src/!(browser)/**"],
          globalSetup: "src/browser/start-once.ts",
        },
      },
    ],
  },
});
