import { afterEach, describe, expect, test, vi } from "vitest";
import { sampleTask } from "./sample-task.js";
import { expectChanges } from "./task-changes.js";
import { DEFAULT_VIEW, dueKeys, partsView, TRASH_VIEW, type Due, type TaskView } from "./task-view.js";
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

test("shows the parts of a task with it, completed ones too, and all parts among the other tasks", () => {
  const part = sampleTask({ parentId: "a", completed: true });
  expect([isOfView(part, partsView("a"), now), isOfView(part, DEFAULT_VIEW, now)]).toEqual([true, true]);
  expect([isOfView(part, partsView("b"), now), isOfView(sampleTask(), partsView("a"), now)]).toEqual([false, false]);
});

interface DueCase {
  readonly zone: string;
  /** Where the user is. */
  readonly now: string;
  readonly dueDate: string | null;
  readonly dueTime: string | null;
  readonly shown: readonly Due[];
  readonly why: string;
}

const onMonday = { zone: "Europe/Berlin", now: "2026-03-02T12:00" };
// Clocks go from 02:00 to 03:00, and from 03:00 to 02:00.
const onShortDay = { zone: "Europe/Berlin", now: "2026-03-29T12:00" };
const onLongDay = { zone: "Europe/Berlin", now: "2026-10-25T12:00" };
// This day begins at 01:00: there is no midnight.
const withoutMidnight = { zone: "Africa/Cairo", now: "2026-04-24T12:00" };

const dueCases: DueCase[] = [
  { ...onMonday, dueDate: null, dueTime: null, shown: ["none"], why: "no date" },
  { ...onMonday, dueDate: "2026-03-01", dueTime: "09:00", shown: ["overdue"], why: "yesterday" },
  {
    ...onMonday,
    dueDate: "2026-03-01",
    dueTime: null,
    shown: ["overdue"],
    why: "this midnight, which ended yesterday",
  },
  {
    ...onMonday,
    dueDate: "2026-03-02",
    dueTime: "00:00",
    shown: ["overdue", "today"],
    why: "this midnight, by its time",
  },
  { ...onMonday, dueDate: "2026-03-02", dueTime: "09:00", shown: ["overdue", "today"], why: "this morning" },
  { ...onMonday, dueDate: "2026-03-02", dueTime: "12:00", shown: ["overdue", "today"], why: "this very minute" },
  { ...onMonday, dueDate: "2026-03-02", dueTime: "23:59", shown: ["today"], why: "the last minute of today" },
  { ...onMonday, dueDate: "2026-03-02", dueTime: null, shown: ["today"], why: "the next midnight, which ends today" },
  { ...onMonday, dueDate: "2026-03-03", dueTime: "00:00", shown: ["upcoming"], why: "the next midnight, by its time" },
  { ...onMonday, dueDate: "2026-03-03", dueTime: null, shown: ["upcoming"], why: "the end of tomorrow" },
  { ...onShortDay, dueDate: "2026-03-28", dueTime: null, shown: ["overdue"], why: "the end of the day before" },
  { ...onShortDay, dueDate: "2026-03-29", dueTime: "00:00", shown: ["overdue", "today"], why: "its beginning" },
  { ...onShortDay, dueDate: "2026-03-29", dueTime: null, shown: ["today"], why: "its end, after 23 hours" },
  { ...onShortDay, dueDate: "2026-03-30", dueTime: "00:00", shown: ["upcoming"], why: "the same, by its time" },
  {
    ...onShortDay,
    dueDate: "2026-03-30",
    dueTime: "00:30",
    shown: ["upcoming"],
    why: "within 24 hours of its beginning",
  },
  { ...onLongDay, dueDate: "2026-10-25", dueTime: "00:00", shown: ["overdue", "today"], why: "its beginning" },
  { ...onLongDay, dueDate: "2026-10-25", dueTime: "23:30", shown: ["today"], why: "after its 24th hour" },
  { ...onLongDay, dueDate: "2026-10-25", dueTime: null, shown: ["today"], why: "its end, after 25 hours" },
  { ...onLongDay, dueDate: "2026-10-26", dueTime: "00:00", shown: ["upcoming"], why: "the same, by its time" },
  { ...withoutMidnight, dueDate: "2026-04-23", dueTime: null, shown: ["overdue"], why: "the end of the day before" },
  { ...withoutMidnight, dueDate: "2026-04-24", dueTime: "01:00", shown: ["overdue", "today"], why: "its beginning" },
  { ...withoutMidnight, dueDate: "2026-04-24", dueTime: null, shown: ["today"], why: "its end" },
];

describe("what is due", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** A task as it is where the user is, and when that is now. */
  function lookAt({ zone, now: wall, dueDate, dueTime }: DueCase) {
    vi.stubEnv("TZ", zone);
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    const here = new Date(wall);
    return { here, task: expectChanges(sampleTask(), { dueDate, dueTime }, here) };
  }

  test.each(dueCases)("$zone, $now: $dueDate $dueTime is $shown ($why)", (one) => {
    const { here, task } = lookAt(one);
    expect(dueKeys.filter((due) => isOfView(task, { ...DEFAULT_VIEW, due }, here))).toEqual(
      dueKeys.filter((due) => one.shown.includes(due)),
    );
  });

  test.each(dueCases)("$zone, $now: completed, $dueDate $dueTime is no more than without a date ($why)", (one) => {
    const { here, task } = lookAt(one);
    const done = { ...task, completed: true };
    expect(dueKeys.filter((due) => isOfView(done, { ...DEFAULT_VIEW, due }, here))).toEqual(
      one.dueDate === null ? ["none"] : [],
    );
  });
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
