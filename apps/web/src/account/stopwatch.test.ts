import { expect, test } from "vitest";
import { startStopwatch } from "./stopwatch.js";

function fakeClocks() {
  const time = { monotonic: 1000, wall: 5_000_000 };
  return { time, clocks: { monotonic: () => time.monotonic, wall: () => time.wall } };
}

test("counts on while the machine sleeps and the monotonic clock stands still", () => {
  const { time, clocks } = fakeClocks();
  const elapsed = startStopwatch(clocks);
  time.wall += 900_000;
  expect(elapsed()).toBe(900_000);
});

test("does not run backwards when someone sets the wall clock back", () => {
  const { time, clocks } = fakeClocks();
  const elapsed = startStopwatch(clocks);
  time.wall -= 3_600_000;
  time.monotonic += 70;
  expect(elapsed()).toBe(70);
});
