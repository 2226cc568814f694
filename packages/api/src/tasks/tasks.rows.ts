import { tasks } from "@typedo/db";
import { getTableColumns, type SQLWrapper, Subquery } from "drizzle-orm";
import type { Task } from "./tasks.schema.js";

/** What a search looks at too. */
export const searchedColumns: typeof tasks._.columns = getTableColumns(tasks);

// What a task is found by is never read back.
export const taskColumns = columnsOf(tasks);

/** The same of rows that were taken from the table. */
export function columnsOf(table: typeof tasks) {
  const { titleWords: _titleWords, notesWords: _notesWords, ...columns } = getTableColumns(table);
  return columns;
}

/** A query as the table of another: select of it by an `aliasedTable` of the same name. */
export function derive(query: SQLWrapper, name: string) {
  return new Subquery<string>(query.getSQL(), {}, name);
}

/** A row of `app.tasks`. */
export type TaskRow = Omit<typeof tasks.$inferSelect, "titleWords" | "notesWords">;

/** A row as the API gives it: without what serves indexes alone. Field by field, which is ten times as fast as a rest. */
export function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    title: row.title,
    notes: row.notes,
    completed: row.completedAt !== null,
    priority: row.priority,
    dueDate: row.dueDate,
    dueTime: row.dueTime,
    timeZone: row.timeZone,
    labels: row.labels,
    parentId: row.parentId,
    position: row.position,
    userId: row.userId,
    completedAt: row.completedAt,
    dueAt: row.dueAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    deletedAt: row.deletedAt,
    version: row.version,
    seq: row.seq,
  };
}
