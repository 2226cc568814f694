import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openPace } from "./pace.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setImmediate", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that takes a tenth of a millisecond each. */
function watch() {
  let now = 0;
  const done: number[] = [];
  const pace = openPace(() => now);
  const add = (index: number) =>
    pace.do(() => {
      now += 0.1;
      done.push(index);
    });
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1) {
      now += 1;
      vi.advanceTimersByTime(1);
    }
  };
  return { add, pass, done };
}

test("a little is done at once, in the order in which it came", () => {
  const { add, pass, done } = watch();
  for (const index of [1, 2, 3]) add(index);
  expect(done).toEqual([]);
  pass(1);
  expect(done).toEqual([1, 2, 3]);
});

test("much is done for a twentieth of the time, and all of it in the end", () => {
  const { add, pass, done } = watch();
  for (let index = 0; index < 1000; index += 1) add(index);
  pass(1000);
  // 50 ms of a second.
  expect(done.length).toBeGreaterThan(400);
  expect(done.length).toBeLessThan(600);
  pass(1500);
  expect(done).toHaveLength(1000);
  expect(done).toEqual(done.toSorted((one, other) => one - other));
});

test("what was not needed for a while is not saved up for later", () => {
  const { add, pass, done } = watch();
  pass(60_000);
  for (let index = 0; index < 1000; index += 1) add(index);
  pass(1);
  expect(done.length).toBeLessThan(100);
});

test("what need not be done any more is not", () => {
  const { add, pass, done } = watch();
  add(1);
  add(2)();
  pass(100);
  expect(done).toEqual([1]);
});
