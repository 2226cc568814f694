import { onTestFinished, vi } from "vitest";

/** Stops the clock at an instant until the test ends, which may set it on. */
export function stopClockAt(now: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now });
  onTestFinished(() => void vi.useRealTimers());
}
