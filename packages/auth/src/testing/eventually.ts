import { vi } from "vitest";

/** Waits for what happens beside a request, on a machine that may be busy. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 });
}
