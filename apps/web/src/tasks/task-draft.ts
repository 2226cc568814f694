import type { Task } from "@typedo/api";
import type { TaskChanges } from "./task-changes.js";

type TextField = keyof Pick<Task, "title" | "notes" | "dueDate" | "dueTime">;

/** A task as a form holds it: an empty field is an empty text. */
export type TaskDraft = Record<TextField, string> & Pick<Task, "priority" | "labels">;

export const emptyDraft: TaskDraft = { title: "", notes: "", dueDate: "", dueTime: "", priority: "none", labels: [] };

export function draftOf(task: Task): TaskDraft {
  return {
    title: task.title,
    notes: task.notes ?? "",
    dueDate: task.dueDate ?? "",
    dueTime: task.dueTime ?? "",
    priority: task.priority,
    labels: task.labels,
  };
}

/**
 * What differs between two drafts, as the API takes it; what was not touched is not sent, and so overwrites nothing that
 * was changed elsewhere meanwhile. A date and time are meant in the task's zone, or else the user's.
 */
export function changesBetween(before: TaskDraft, after: TaskDraft): TaskChanges {
  const changes: TaskChanges = {};
  const title = after.title.trim();
  if (title !== before.title) changes.title = title;
  if (after.notes !== before.notes) changes.notes = orNull(after.notes);
  if (after.priority !== before.priority) changes.priority = after.priority;
  if (after.labels.join("\n") !== before.labels.join("\n")) changes.labels = after.labels;
  if (after.dueDate !== before.dueDate) changes.dueDate = orNull(after.dueDate);
  const dueTime = after.dueDate === "" ? "" : after.dueTime;
  if (dueTime !== before.dueTime) changes.dueTime = orNull(dueTime);
  return changes;
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
