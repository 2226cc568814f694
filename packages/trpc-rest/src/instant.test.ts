import { expect, test } from "vitest";
import { writeInstant } from "./instant.js";

test("an instant is written as Date writes it, in whatever order they come", () => {
  const [first, last] = [Date.UTC(-50, 0), Date.UTC(12_000, 0)];
  const wrong: string[] = [];
  // Steps that meet every place of the day, and all the days that share a place.
  for (let time = first; time < last; time += 86_399_983 * 37) {
    for (const one of [time, -time % last, time + 64 * 86_400_000]) {
      const date = new Date(one);
      if (writeInstant(date) !== JSON.stringify(date)) wrong.push(date.toISOString());
    }
  }
  expect(wrong).toEqual([]);
});

test("what is no instant is refused", () => {
  expect(() => writeInstant(new Date(Number.NaN))).toThrow(RangeError);
});
