import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { changesBetween, draftOf, emptyDraft } from "./task-draft.js";

test("nothing changed, nothing sent", () => {
  const draft = draftOf(sampleTask({ notes: "n", dueDate: "2026-03-02", dueTime: "10:00", labels: ["a"] }));
  expect(changesBetween(draft, { ...draft })).toEqual({});
});

test("sends what changed alone; an emptied field is null", () => {
  const draft = draftOf(sampleTask({ notes: "n", labels: ["a"] }));
  expect(changesBetween(draft, { ...draft, notes: "", labels: ["a", "b"] })).toEqual({
    notes: null,
    labels: ["a", "b"],
  });
});

test("a date and a time are sent without a zone: they are meant in the task's, or else the user's", () => {
  const after = { ...emptyDraft, dueDate: "2026-03-02", dueTime: "10:00" };
  expect(changesBetween(emptyDraft, after)).toEqual({ dueDate: "2026-03-02", dueTime: "10:00" });
});

test("without a date no time is sent", () => {
  const dated = { ...emptyDraft, dueDate: "2026-03-02", dueTime: "10:00" };
  expect(changesBetween(dated, { ...dated, dueDate: "" })).toEqual({ dueDate: null, dueTime: null });
});
