import { expect, test } from "vitest";
import { dayOf, expiryOf } from "./expiry.js";

const now = new Date(2026, 2, 2, 12, 0);

test("a key ends never, after so many days, or when a day is over", () => {
  expect(expiryOf("never", "", now)).toBeNull();
  expect(expiryOf("30", "", now)?.getTime()).toBe(now.getTime() + 30 * 86_400_000);
  expect(expiryOf("date", "2026-03-02", now)).toEqual(new Date(2026, 2, 2, 23, 59, 59, 999));
});

test("a day is the one of the user's own calendar", () => {
  expect(dayOf(new Date(2026, 0, 5, 0, 0))).toBe("2026-01-05");
  expect(dayOf(new Date(2026, 11, 31, 23, 59))).toBe("2026-12-31");
});
