import type { Task } from "@typedo/api";
import { expectTask } from "./task-changes.js";

/** For tests: a task, with what matters in it. */
export function sampleTask(fields: Partial<Task> = {}): Task {
  return { ...expectTask({ id: "a", title: "Water the plants" }, new Date("2026-03-01T12:00:00Z")), ...fields };
}
