import { tasks } from "@typedo/db";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { ApiError } from "../errors.js";
import type { Reader, Writer } from "../trpc.js";
import { taskColumns, type TaskRow, toTask } from "./tasks.rows.js";
import type { CreateTaskInput, ReplaceTaskInput, Task, UpdateTaskInput, WritableField } from "./tasks.schema.js";

type Changes = PgUpdateSetSource<typeof tasks>;

/** Instants that the database sets: its clock is everyone's. */
const now = sql`now()`;

/** @throws ApiError `not_found` also for a trashed task */
export async function getTask(caller: Reader, { id }: { id: string }): Promise<Task> {
  const rows = await caller.transact((transaction) =>
    transaction.select(taskColumns).from(tasks).where(notTrashed(caller.userId, id)),
  );
  return onlyTask(rows);
}

/** @throws ApiError `conflict` if the user already has a task of this id, trashed ones too */
export async function createTask(caller: Writer, input: CreateTaskInput): Promise<Task> {
  const { id = uuidv7(), completed, userId: _caller, ...fields } = input;
  const rows = await caller.transact((transaction) =>
    transaction
      .insert(tasks)
      .values({ ...fields, id, userId: caller.userId, completedAt: completed ? now : null })
      .returning(taskColumns),
  );
  return onlyTask(rows);
}

/** Changes the fields sent. @throws ApiError `not_found` also for a trashed task */
export async function updateTask(caller: Writer, { id, userId: _caller, ...fields }: UpdateTaskInput): Promise<Task> {
  const { completed, ...columns } = fields;
  const changes = {
    ...columns,
    ...(completed !== undefined && ({ completedAt: completedAt(completed) } satisfies Changes)),
    ...(fields.dueDate === null && ({ dueTime: null } satisfies Changes)),
  };
  return changeTask(caller, id, changes);
}

/** Sets every writable field. @throws ApiError `not_found` also for a trashed task */
export async function replaceTask(caller: Writer, input: ReplaceTaskInput): Promise<Task> {
  const { title, notes, priority, dueDate, dueTime, timeZone, labels, parentId, position } = input;
  // A field that is forgotten here would survive a PUT: so the compiler asks for each.
  const fields = { title, notes, priority, dueDate, dueTime, timeZone, labels, parentId, position } satisfies Record<
    Exclude<WritableField, "completed">,
    unknown
  >;
  return changeTask(caller, input.id, { ...fields, completedAt: completedAt(input.completed) });
}

/** Into the trash. @throws ApiError `not_found` if it is there already */
export async function deleteTask(caller: Writer, { id }: { id: string }): Promise<void> {
  await changeTask(caller, id, { deletedAt: now });
}

/** Out of the trash; a task that is not in it stays as it is. */
export async function restoreTask(caller: Writer, { id }: { id: string }): Promise<Task> {
  const rows = await caller.transact((transaction) =>
    transaction
      .update(tasks)
      .set({ deletedAt: null })
      .where(and(eq(tasks.userId, caller.userId), eq(tasks.id, id)))
      .returning(taskColumns),
  );
  return onlyTask(rows);
}

async function changeTask(caller: Writer, id: string, changes: Changes): Promise<Task> {
  const rows = await caller.transact(async (transaction) => {
    const row = notTrashed(caller.userId, id);
    return Object.keys(changes).length === 0
      ? transaction.select(taskColumns).from(tasks).where(row)
      : transaction.update(tasks).set(changes).where(row).returning(taskColumns);
  });
  return onlyTask(rows);
}

/** Stays as it was where it was completed already. */
function completedAt(completed: boolean) {
  return completed ? sql`coalesce(${tasks.completedAt}, ${now})` : null;
}

function notTrashed(userId: string, id: string) {
  return and(eq(tasks.userId, userId), eq(tasks.id, id), isNull(tasks.deletedAt));
}

function onlyTask(rows: readonly TaskRow[]): Task {
  const [row] = rows;
  if (!row) throw new ApiError("not_found", { detail: "There is no such task" });
  return toTask(row);
}
