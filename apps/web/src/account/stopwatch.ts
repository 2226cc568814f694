export interface Clocks {
  /** Milliseconds that never go back, but may stand still while the machine sleeps. */
  readonly monotonic: () => number;
  /** Milliseconds that go on during sleep, but that someone may set. */
  readonly wall: () => number;
}

export const browserClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/**
 * Milliseconds since this call, by the clock that has gone further. What time it is does not matter to either, so a wrong
 * clock is no harm; one that is set forward makes the time seem longer, and a token is then renewed early, never late.
 */
export function startStopwatch(clocks: Clocks): () => number {
  const monotonic = clocks.monotonic();
  const wall = clocks.wall();
  return () => Math.max(clocks.monotonic() - monotonic, clocks.wall() - wall);
}
