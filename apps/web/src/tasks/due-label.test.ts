import { expect, test } from "vitest";
import { dueLabel, isOverdue } from "./due-label.js";

const now = new Date("2026-03-02T12:00:00Z");
const label = (dueDate: string, dueTime: string | null = null, timeZone: string | null = null) =>
  dueLabel({ dueDate, dueTime, timeZone }, now, "Europe/Berlin", "en");

test("says the days around now by name, and others by date", () => {
  expect([label("2026-03-01"), label("2026-03-02"), label("2026-03-03")]).toEqual(["Yesterday", "Today", "Tomorrow"]);
  expect(label("2026-03-09")).toBe("Mon, Mar 9");
  expect(label("2027-03-09")).toBe("Tue, Mar 9, 2027");
});

test("counts the days where the reader is", () => {
  const late = new Date("2026-03-02T22:30:00Z");
  const at = (zone: string) => dueLabel({ dueDate: "2026-03-03", dueTime: null, timeZone: null }, late, zone, "en");
  expect([at("Asia/Tokyo"), at("Europe/London")]).toEqual(["Today", "Tomorrow"]);
});

test("says the time, and the zone if it is not the reader's", () => {
  expect(label("2026-03-02", "14:30")).toBe("Today, 14:30");
  expect(label("2026-03-02", "14:30", "Europe/Berlin")).toBe("Today, 14:30");
  expect(label("2026-03-02", "14:30", "Asia/Tokyo")).toBe("Today, 14:30 (Asia/Tokyo)");
});

test("an open task is overdue from the moment it is due; a completed one never", () => {
  expect(isOverdue({ completed: false, dueAt: now }, now)).toBe(true);
  expect(isOverdue({ completed: false, dueAt: new Date(now.getTime() + 1) }, now)).toBe(false);
  expect(isOverdue({ completed: true, dueAt: new Date(0) }, now)).toBe(false);
  expect(isOverdue({ completed: false, dueAt: null }, now)).toBe(false);
});
