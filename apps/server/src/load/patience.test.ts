import { expect, test } from "vitest";
import { openPatience } from "./patience.js";

/** What is said in the end where so many are refused, and each asks again when it may. */
function afterRefusing(callers: number, seconds: number): number {
  let now = 0;
  const patience = openPatience(() => now);
  let said = 1;
  for (let second = 0; second < seconds; second += 1) {
    const asking = Math.round(callers / said);
    for (let each = 0; each < asking; each += 1) {
      now += 1000 / asking;
      said = patience.next();
    }
  }
  return said;
}

test.each([
  [10, 1],
  [400, 1],
  [900, 2],
  [1900, 4],
  [100_000, 5],
])("of %i who are refused, each is asked to wait for %i s, and it stays at that", (callers, seconds) => {
  expect(afterRefusing(callers, 20)).toBe(seconds);
  expect(afterRefusing(callers, 21)).toBe(seconds);
});

test("when there are few again, they are not asked to wait for long", () => {
  let now = 0;
  const patience = openPatience(() => now);
  for (let each = 0; each < 4000; each += 1) {
    now += 0.5;
    patience.next();
  }
  expect(patience.next()).toBeGreaterThan(1);
  for (let each = 0; each < 5; each += 1) {
    now += 2000;
    patience.next();
  }
  expect(patience.next()).toBe(1);
});
