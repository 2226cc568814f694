import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { expectChanges, expectTask, oppositeChanges } from "./task-changes.js";

const now = new Date("2026-03-02T09:00:00Z");

test("a new task has the API's defaults, and what was given", () => {
  const task = expectTask({ id: "a", title: "Call Ada", priority: "high", labels: ["home"] }, now);
  expect(task).toMatchObject({
    title: "Call Ada",
    priority: "high",
    labels: ["home"],
    notes: null,
    completed: false,
    version: 1,
  });
  expect(task.createdAt).toBe(now);
});

test("changes what is sent, clears what is null, and leaves the rest", () => {
  const task = sampleTask({ notes: "old", priority: "low" });
  expect(expectChanges(task, { notes: null, title: "New" }, now)).toMatchObject({
    notes: null,
    title: "New",
    priority: "low",
  });
});

test("completing tells when, and opening again forgets it", () => {
  const done = expectChanges(sampleTask(), { completed: true }, now);
  expect(done.completedAt).toBe(now);
  expect(expectChanges(done, { completed: false }, now).completedAt).toBeNull();
});

test("a date without a time is due at the end of that day, and one with a time then", () => {
  const task = sampleTask();
  expect(expectChanges(task, { dueDate: "2026-03-02" }, now).dueAt).toEqual(new Date(2026, 2, 3, 0, 0));
  expect(expectChanges(task, { dueDate: "2026-03-02", dueTime: "14:30" }, now).dueAt).toEqual(
    new Date(2026, 2, 2, 14, 30),
  );
});

test("clearing the date clears the time", () => {
  const dated = expectChanges(sampleTask(), { dueDate: "2026-03-02", dueTime: "14:30" }, now);
  expect(expectChanges(dated, { dueDate: null }, now)).toMatchObject({ dueDate: null, dueTime: null, dueAt: null });
});

test("what was changed can be taken back, without touching what another change did meanwhile", () => {
  const before = sampleTask({ dueDate: "2026-03-02", dueTime: "14:30", notes: "old" });
  const first = { dueDate: null, notes: "new" };
  const meanwhile = expectChanges(expectChanges(before, first, now), { completed: true }, now);
  const back = expectChanges(meanwhile, oppositeChanges(before, first), now);
  expect(back).toMatchObject({ dueDate: "2026-03-02", dueTime: "14:30", notes: "old", completed: true });
});
