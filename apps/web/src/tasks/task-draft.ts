import type { Task } from "@typedo/api";
import { allAreRead } from "../ui/all-are-read.js";
import type { TaskChanges } from "./task-changes.js";

type TextField = keyof Pick<Task, "title" | "notes" | "dueDate" | "dueTime">;

/** A task as a form holds it: an empty field is an empty text. */
export type TaskDraft = Record<TextField, string> & Pick<Task, "priority" | "labels">;

export const emptyDraft: TaskDraft = { title: "", notes: "", dueDate: "", dueTime: "", priority: "none", labels: [] };

export function isDraftField(name: string): name is keyof TaskDraft {
  return Object.hasOwn(emptyDraft, name);
}

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
  const { title, notes, priority, labels, dueDate, dueTime, ...none } = after;
  allAreRead(none);
  const changes: TaskChanges = {};
  if (title.trim() !== before.title) changes.title = title.trim();
  if (notes !== before.notes) changes.notes = orNull(notes);
  if (priority !== before.priority) changes.priority = priority;
  if (labels.join("\n") !== before.labels.join("\n")) changes.labels = labels;
  if (dueDate !== before.dueDate) changes.dueDate = orNull(dueDate);
  const time = dueDate === "" ? "" : dueTime;
  if (time !== before.dueTime) changes.dueTime = orNull(time);
  return changes;
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
