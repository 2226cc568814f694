import type { Task } from "@typedo/api";
import { splitWords } from "./search-words.js";
import type { Due, TaskView } from "./task-view.js";

/** Whether the server would list the task in this view, as far as one can know here. */
export function isOfView(task: Task, view: TaskView, now: Date = new Date()): boolean {
  return (
    (task.deletedAt !== null) === view.trash &&
    (view.show === "all" || task.completed === (view.show === "completed")) &&
    (view.due === undefined || isDueIn(task, view.due, now)) &&
    (view.priorities.length === 0 || view.priorities.includes(task.priority)) &&
    view.labels.every((label) => task.labels.includes(label)) &&
    hasWords(task, view.q)
  );
}

/** In this browser's time zone; the server goes by the user's own. */
function isDueIn({ completed, dueAt }: Task, due: Due, now: Date): boolean {
  if (due === "none") return dueAt === null;
  if (completed || dueAt === null) return false;
  const midnight = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  // A task without a time is due at the midnight that ends its day.
  if (due === "overdue") return dueAt <= now;
  if (due === "today") return dueAt > midnight(0) && dueAt <= midnight(1);
  return dueAt > midnight(1);
}

function hasWords({ title, notes }: Task, q: string): boolean {
  const asked = splitWords(q);
  if (asked.length === 0) return true;
  const words = [...splitWords(title), ...splitWords(notes ?? "")];
  return asked.every((beginning) => words.some((word) => word.startsWith(beginning)));
}
