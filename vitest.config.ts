import { defineConfig } from "vitest/config";

/** What every package's tests run by. A test may start a PostgreSQL or a browser of its own, hence the long timeouts. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    restoreMocks: true,
  },
});
