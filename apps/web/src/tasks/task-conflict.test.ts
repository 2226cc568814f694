import { expect, test } from "vitest";
import { findConflict, mergeDrafts } from "./task-conflict.js";
import { emptyDraft } from "./task-draft.js";

const base = { ...emptyDraft, title: "Pay rent", notes: "old", dueDate: "2026-03-02", labels: ["home"] };

test("changes to different fields meet in no conflict, and are put together", () => {
  const mine = { ...base, notes: "mine" };
  const theirs = { ...base, title: "Pay the rent", labels: [] };
  expect(findConflict(base, mine, theirs)).toBeUndefined();
  expect(mergeDrafts(base, mine, theirs)).toEqual({ ...theirs, notes: "mine" });
});

test("the same change made twice is no conflict", () => {
  const mine = { ...base, notes: "same" };
  expect(findConflict(base, mine, { ...mine, priority: "high" })).toBeUndefined();
});

test("tells what differs of what was changed here, and what was changed there alone", () => {
  const mine = { ...base, notes: "mine", priority: "low" as const };
  const theirs = { ...base, notes: "theirs", title: "Theirs", labels: ["home"] };
  expect(findConflict(base, mine, theirs)).toEqual({
    mine,
    theirs,
    differing: ["notes", "priority"],
    theirsAlone: ["title"],
  });
});

test("keeping mine keeps all that was changed here, and theirs of the rest", () => {
  const mine = { ...base, notes: "mine" };
  const theirs = { ...base, notes: "theirs", priority: "urgent" as const };
  expect(mergeDrafts(base, mine, theirs)).toEqual({ ...base, notes: "mine", priority: "urgent" });
});

test("a date and its time are one thing", () => {
  const mine = { ...base, dueTime: "10:00" };
  const theirs = { ...base, dueDate: "2026-03-09" };
  expect(findConflict(base, mine, theirs)?.differing).toEqual(["due"]);
  expect(mergeDrafts(base, mine, theirs)).toMatchObject({ dueDate: "2026-03-02", dueTime: "10:00" });
});
