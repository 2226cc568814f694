import { expect, test } from "vitest";
import { firstTimeZone } from "./first-time-zone.js";

const unset = { stored: "UTC", browser: "Europe/Berlin", wasSet: false };

test("one who has not chosen a zone gets the browser's", () => {
  expect(firstTimeZone(unset)).toBe("Europe/Berlin");
});

test("what was chosen stays, UTC too, and what another program set after this browser", () => {
  expect(firstTimeZone({ ...unset, stored: "Asia/Tokyo" })).toBeUndefined();
  expect(firstTimeZone({ ...unset, stored: "Etc/UTC" })).toBeUndefined();
  expect(firstTimeZone({ ...unset, wasSet: true })).toBeUndefined();
});

test("there is nothing to set where the browser is in UTC as well", () => {
  expect(firstTimeZone({ ...unset, browser: "UTC" })).toBeUndefined();
  expect(firstTimeZone({ ...unset, browser: "Etc/UTC" })).toBeUndefined();
});
