import { defineConfig } from "vitest/config";
import { budgets } from "./budgets.ts";

/**
 * What every package's tests run by. A test may start a PostgreSQL or a browser of its own, on a machine that is slow and
 * busy: the limits are for what hangs.
 */
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    restoreMocks: true,
    provide: { budgets },
  },
});
