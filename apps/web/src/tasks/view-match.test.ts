import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { DEFAULT_VIEW, TRASH_VIEW, type TaskView } from "./task-view.js";
import { isOfView } from "./view-match.js";

const now = new Date(2026, 2, 2, 12, 0);
const isShown = (fields: Parameters<typeof sampleTask>[0], view: Partial<TaskView>) =>
  isOfView(sampleTask(fields), { ...DEFAULT_VIEW, ...view }, now);

test("shows open ones, completed ones, or both", () => {
  const [open, done] = [{ completed: false }, { completed: true }];
  expect([isShown(open, { show: "all" }), isShown(done, { show: "all" })]).toEqual([true, true]);
  expect([isShown(open, { show: "open" }), isShown(done, { show: "open" })]).toEqual([true, false]);
  expect([isShown(open, { show: "completed" }), isShown(done, { show: "completed" })]).toEqual([false, true]);
});

test("shows what is in the trash there, and nowhere else", () => {
  const trashed = sampleTask({ deletedAt: now });
  expect([isOfView(trashed, DEFAULT_VIEW, now), isOfView(trashed, TRASH_VIEW, now)]).toEqual([false, true]);
  expect(isOfView(sampleTask(), TRASH_VIEW, now)).toBe(false);
});

test("shows what is due then; a date without a time lasts until the midnight that ends it", () => {
  const duesOf = (dueAt: Date | null, completed = false) =>
    (["overdue", "today", "upcoming", "none"] as const).filter((due) => isShown({ dueAt, completed }, { due }));
  expect(duesOf(new Date(2026, 2, 1, 9))).toEqual(["overdue"]);
  expect(duesOf(new Date(2026, 2, 2, 9))).toEqual(["overdue", "today"]);
  expect(duesOf(new Date(2026, 2, 3, 0))).toEqual(["today"]);
  expect(duesOf(new Date(2026, 2, 4, 0))).toEqual(["upcoming"]);
  expect(duesOf(null)).toEqual(["none"]);
  expect(duesOf(new Date(2026, 2, 1, 9), true)).toEqual([]);
  expect(duesOf(null, true)).toEqual(["none"]);
});

test("shows any of the priorities, and all of the labels", () => {
  expect(isShown({ priority: "high" }, { priorities: ["low", "high"] })).toBe(true);
  expect(isShown({ priority: "none" }, { priorities: ["low", "high"] })).toBe(false);
  expect(isShown({ labels: ["a", "b"] }, { labels: ["b", "a"] })).toBe(true);
  expect(isShown({ labels: ["a"] }, { labels: ["a", "b"] })).toBe(false);
  expect(isShown({ labels: ["A"] }, { labels: ["a"] })).toBe(false);
});

test("shows what has all the words, in title and notes together", () => {
  const task = { title: "Water the plants", notes: "In the café" };
  expect(isShown(task, { q: "CAFE wat" })).toBe(true);
  expect(isShown(task, { q: "ater" })).toBe(false);
  expect(isShown(task, { q: "water shed" })).toBe(false);
  expect(isShown(task, { q: "…" })).toBe(true);
});
