/** Refusals in a second for which there is time beside all else: each request has to be read before it is refused. */
const EASY = 500;

/** Seconds that somebody is asked to wait, at the most. */
const LONGEST = 5;

/**
 * Seconds after which who is refused may ask again: the more there are, the later, so that refusing them does not take the
 * time in which others are served. `next` is called for each of them.
 */
export function openPatience(clock: () => number = () => performance.now()): { next(): number } {
  let begun = clock();
  let count = 0;
  let seconds = 1;
  return {
    next() {
      const passed = (clock() - begun) / 1000;
      if (passed >= 1) {
        seconds = another(seconds, count / passed);
        begun = clock();
        count = 0;
      }
      count += 1;
      return seconds;
    },
  };
}

/** A second more or less at a time: who was told before comes back by what they were told. */
function another(seconds: number, rate: number): number {
  if (rate > EASY) return Math.min(LONGEST, seconds + 1);
  const withOneLess = (rate * seconds) / (seconds - 1);
  return seconds > 1 && withOneLess <= EASY ? seconds - 1 : seconds;
}
