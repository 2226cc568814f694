/** Of all time, at most. */
const SHARE = 0.05;

/** Milliseconds between two turns. */
const EVERY = 10;

/**
 * Does what is handed to it in the order in which it comes, at once if it is little, and for a twentieth of the time at most
 * if it is much. `do` gives what to call for what need not be done any more.
 */
export function openPace(clock: () => number = () => performance.now()): { do(work: () => void): () => void } {
  const waiting = new Set<() => void>();
  let last = clock();
  let taking = false;

  const take = () => {
    const begun = clock();
    // What was not used before is not saved up.
    const until = begun + Math.min(Math.max(begun - last, EVERY), 10 * EVERY) * SHARE;
    for (const work of waiting) {
      waiting.delete(work);
      work();
      if (clock() >= until) break;
    }
    last = clock();
    taking = waiting.size > 0;
    if (taking) setTimeout(take, EVERY);
  };

  return {
    do(work) {
      waiting.add(work);
      if (!taking) {
        taking = true;
        setImmediate(take);
      }
      return () => void waiting.delete(work);
    },
  };
}
