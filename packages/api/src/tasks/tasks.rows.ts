import { tasks } from "@typedo/db";
import { getTableColumns } from "drizzle-orm";
import type { Task } from "./tasks.schema.js";

/** A row of `app.tasks`. */
export type TaskRow = typeof tasks.$inferSelect;

export const taskColumns = getTableColumns(tasks);

/** A row as the API gives it: without what serves indexes alone. */
export function toTask({ titleKey: _titleKey, state: _state, ...row }: TaskRow): Task {
  return { ...row, completed: row.completedAt !== null };
}
