import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { draftOf } from "./task-draft.js";
import { editOf, isUnsaved, restOf } from "./task-edit.js";

const task = sampleTask({ notes: "old" });
const edit = editOf(task);
const sent = { ...edit.draft, notes: "sent" };
const stored = sampleTask({ notes: "sent", priority: "high", version: 2 });
const outcome = { base: stored, draft: draftOf(stored) };

test("a label that was not added yet is unsaved, and white space is not", () => {
  expect(isUnsaved(edit)).toBe(false);
  expect(isUnsaved({ ...edit, labelText: "home" })).toBe(true);
  expect(isUnsaved({ ...edit, labelText: " " })).toBe(false);
});

test("nothing is left of what was sent and stored", () => {
  expect(restOf({ ...edit, draft: sent }, sent, outcome)).toBeUndefined();
});

test("what was typed while it was sent is left, over the task as it was stored", () => {
  const draft = { ...sent, notes: "sent, and more" };
  expect(restOf({ ...edit, draft, labelText: "ho" }, sent, outcome)).toEqual({
    base: stored,
    draft: { ...draftOf(stored), notes: "sent, and more" },
    labelText: "ho",
  });
});

test("what was put back while it was sent is left too", () => {
  expect(restOf(edit, sent, outcome)?.draft).toEqual({ ...draftOf(stored), notes: "old" });
});

test("what one goes on editing is left, with what was typed since", () => {
  const left = { base: stored, draft: { ...draftOf(stored), notes: "mine" } };
  expect(restOf({ ...edit, draft: { ...sent, dueDate: "2026-05-06" } }, sent, left)?.draft).toEqual({
    ...draftOf(stored),
    notes: "mine",
    dueDate: "2026-05-06",
  });
});
