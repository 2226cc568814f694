import { expect, test } from "vitest";
import { sampleTask } from "./sample-task.js";
import { changesBetween, draftOf, emptyDraft } from "./task-draft.js";

test("nothing changed, nothing sent", () => {
  const draft = draftOf(sampleTask({ notes: "n", dueDate: "2026-03-02", dueTime: "10:00", labels: ["a"] }));
  expect(changesBetween(draft, { ...draft }, "Europe/Berlin")).toEqual({});
});

test("sends what changed alone; an emptied field is null", () => {
  const draft = draftOf(sampleTask({ notes: "n", labels: ["a"] }));
  expect(changesBetween(draft, { ...draft, notes: "", labels: ["a", "b"] }, "Europe/Berlin")).toEqual({
    notes: null,
    labels: ["a", "b"],
  });
});

test("a date and a time are meant in the zone of the one who sets them", () => {
  const after = { ...emptyDraft, dueDate: "2026-03-02", dueTime: "10:00" };
  expect(changesBetween(emptyDraft, after, "Asia/Tokyo")).toEqual({
    dueDate: "2026-03-02",
    dueTime: "10:00",
    timeZone: "Asia/Tokyo",
  });
});

test("without a date no time is sent", () => {
  const dated = { ...emptyDraft, dueDate: "2026-03-02", dueTime: "10:00" };
  expect(changesBetween(dated, { ...dated, dueDate: "" }, "Asia/Tokyo")).toEqual({ dueDate: null, dueTime: null });
});
