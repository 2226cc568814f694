import type { Task } from "@typedo/api";
import type { ApiInputs } from "../api/trpc.js";

export type NewTask = ApiInputs["tasks"]["create"] & { readonly id: string };
export type TaskChanges = Omit<ApiInputs["tasks"]["update"], "id" | "userId" | "ifVersion" | "idempotencyKey">;

/** What the server will make of a new task, as far as one can know here. */
export function expectTask(input: NewTask, now: Date): Task {
  const fresh: Task = {
    id: input.id,
    title: input.title,
    notes: null,
    completed: false,
    completedAt: null,
    priority: "none",
    dueDate: null,
    dueTime: null,
    timeZone: null,
    dueAt: null,
    labels: [],
    parentId: null,
    position: "a0",
    userId: input.userId ?? "",
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    version: 1,
    seq: "0",
  };
  return { ...expectChanges(fresh, input, now), version: 1 };
}

/** The task as it will be when the server has taken the changes. */
export function expectChanges(task: Task, changes: TaskChanges, now: Date): Task {
  const completed = changes.completed ?? task.completed;
  const dueDate = given(changes.dueDate, task.dueDate);
  const dueTime = dueDate === null ? null : given(changes.dueTime, task.dueTime);
  const changed = {
    title: changes.title ?? task.title,
    notes: given(changes.notes, task.notes),
    completed,
    priority: changes.priority ?? task.priority,
    dueDate,
    dueTime,
    timeZone: given(changes.timeZone, task.timeZone),
    labels: changes.labels ?? task.labels,
    parentId: given(changes.parentId, task.parentId),
    position: changes.position ?? task.position,
  } satisfies Record<keyof TaskChanges, unknown>;
  return {
    ...task,
    ...changed,
    completedAt: completed ? (task.completedAt ?? now) : null,
    dueAt: dueDate === task.dueDate && dueTime === task.dueTime ? task.dueAt : expectDueAt(dueDate, dueTime),
    updatedAt: now,
    version: task.version + 1,
  };
}

/** The changes that lead back: what `changes` set, as it is in `task`. */
export function oppositeChanges(task: Task, changes: TaskChanges): TaskChanges {
  const back = <F extends keyof TaskChanges & keyof Task>(field: F) =>
    changes[field] === undefined ? undefined : task[field];
  return {
    title: back("title"),
    notes: back("notes"),
    completed: back("completed"),
    priority: back("priority"),
    dueDate: back("dueDate"),
    // A date that is cleared takes the time with it.
    dueTime: changes.dueDate === null ? task.dueTime : back("dueTime"),
    timeZone: back("timeZone"),
    labels: back("labels"),
    parentId: back("parentId"),
    position: back("position"),
  } satisfies Record<keyof TaskChanges, unknown>;
}

function given<T>(change: T | undefined, before: T): T {
  return change === undefined ? before : change;
}

/** In this browser's zone; the server's answer, which knows the task's own, follows. */
function expectDueAt(dueDate: string | null, dueTime: string | null): Date | null {
  if (dueDate === null) return null;
  const [year = 0, month = 1, day = 1] = dueDate.split("-").map(Number);
  const [hour = 24, minute = 0] = dueTime === null ? [24, 0] : dueTime.split(":").map(Number);
  return new Date(year, month - 1, day, hour, minute);
}
