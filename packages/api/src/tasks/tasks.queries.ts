import {
  notesWords,
  shapeRow,
  statements,
  statementsByShape,
  tasks,
  titleWords,
  type WriteTransaction,
} from "@typedo/db";
import { isNull, sql } from "drizzle-orm";
import type { PgInsertValue, PgUpdateSetSource } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import type { Change, Reader, WriteInput } from "../trpc.js";
import { taskColumns, type TaskRow, toTask } from "./tasks.rows.js";
import type {
  CreateTaskInput,
  DeleteTaskInput,
  ReplaceTaskInput,
  RestoreTaskInput,
  Task,
  UpdateTaskInput,
  WritableField,
} from "./tasks.schema.js";
import {
  findTarget,
  type Kind,
  matching,
  noSuchTask,
  nothingChanged,
  notTrashed,
  patternOf,
  placeholdersFor,
  type Target,
  valuesOf,
} from "./tasks.target.js";

export interface TaskChange extends Pick<Change, "userId"> {
  /** Looks at what is there before changing it: for one of several changes that are sent at once. */
  readonly looksFirst?: boolean;
}

/** A text is stored with the words it is found by: so neither can be set alone. */
type Changes = Omit<PgUpdateSetSource<typeof tasks>, "title" | "titleWords" | "notes" | "notesWords"> &
  Partial<ReturnType<typeof titleColumns>> &
  Partial<ReturnType<typeof notesColumns>>;

/**
 * Instants that the database sets: its clock is everyone's. Of the change itself, as `updated_at` is, not of the transaction,
 * which may have waited for another since it began.
 */
const now = sql`clock_timestamp()`;

const taskById = statements
  .select(taskColumns)
  .from(tasks)
  .where(notTrashed(sql.placeholder("userId"), sql.placeholder("id")))
  .prepare("task_by_id");

/** @throws ApiError `not_found` also for a trashed task */
export async function getTask({ transactBriefly, userId }: Reader, { id }: { id: string }): Promise<Task> {
  return onlyTask(await transactBriefly((transaction) => transaction.run(taskById, { userId, id })));
}

const insertTask = statementsByShape<TaskRow[]>();
const changeOf = statementsByShape<TaskRow[]>();
const deletionOf = statementsByShape<{ id: string }[]>();

/** @throws ApiError `conflict` if the user already has a task of this id, trashed ones too */
export async function createTask(
  transaction: WriteTransaction,
  { userId }: TaskChange,
  input: Omit<CreateTaskInput, keyof WriteInput>,
): Promise<Task> {
  const { id = uuidv7(), completed, title, notes, ...fields } = input;
  const row: PgInsertValue<typeof tasks> = {
    id,
    userId,
    completedAt: completed ? now : null,
    ...fields,
    ...titleColumns(userId, title),
    ...notesColumns(userId, notes),
  };
  const { shape, template, values } = shapeRow(row);
  const statement = insertTask(shape, () =>
    statements.insert(tasks).values(template()).returning(taskColumns).prepare(shape),
  );
  return onlyTask(await transaction.run(statement, values));
}

/** Changes the fields sent. @throws ApiError `not_found` also for a trashed task, `precondition_failed` */
export async function updateTask(
  transaction: WriteTransaction,
  change: TaskChange,
  input: Omit<UpdateTaskInput, keyof WriteInput>,
): Promise<Task> {
  const { userId, looksFirst } = change;
  const { id, ifVersion, completed, title, notes, ...fields } = input;
  return changeTask(
    transaction,
    { userId, id, ifVersion },
    {
      ...fields,
      ...(title !== undefined && titleColumns(userId, title)),
      ...(notes !== undefined && notesColumns(userId, notes)),
      ...(completed !== undefined && ({ completedAt: completedAt(completed) } satisfies Changes)),
      ...(fields.dueDate === null && ({ dueTime: null } satisfies Changes)),
    },
    { looksFirst },
  );
}

/** What was there is replaced, or else it is created. */
export async function replaceTask(
  transaction: WriteTransaction,
  change: Change,
  input: Omit<ReplaceTaskInput, keyof WriteInput>,
): Promise<Task> {
  const { userId } = change;
  const { id, ifVersion, onlyCreate } = input;
  const { title, notes, priority, dueDate, dueTime, timeZone, labels, parentId, position, completed } = input;
  // A field that is forgotten here would survive a PUT: so the compiler asks for each.
  const own = { priority, dueDate, dueTime, timeZone, labels, parentId, position } satisfies Record<
    Exclude<WritableField, "completed" | "title" | "notes">,
    unknown
  >;
  const fields = { ...own, ...titleColumns(userId, title), ...notesColumns(userId, notes) };
  const target = { userId, id, ifVersion };
  const changes: Changes = { ...fields, completedAt: completedAt(completed) };
  // A task that is there, and is not: only why there can be none is left to be told.
  if (ifVersion !== undefined && onlyCreate) throw nothingChanged(target, { kind: "new" });
  if (ifVersion !== undefined) return changeTask(transaction, target, changes, { kind: "put" });
  const row: PgInsertValue<typeof tasks> = { ...fields, id, userId, completedAt: completed ? now : null };
  const insert = transaction.insert(tasks).values(row);
  const written = onlyCreate
    ? insert.onConflictDoNothing()
    : insert.onConflictDoUpdate({
        target: [tasks.userId, tasks.id],
        set: changes,
        setWhere: isNull(tasks.deletedAt),
      });
  const [stored] = await written.returning({ ...taskColumns, created: sql<boolean>`${tasks}.xmax = 0` });
  if (!stored) throw nothingChanged(target, { kind: onlyCreate ? "new" : "put" });
  const { created, ...task } = stored;
  change.outcome.created = created;
  return toTask(task);
}

/** Into the trash, or for good. @throws ApiError `not_found` if it is in the trash already, `precondition_failed` */
export async function deleteTask(
  transaction: WriteTransaction,
  change: TaskChange,
  { id, permanent, ifVersion }: Omit<DeleteTaskInput, keyof WriteInput>,
): Promise<void> {
  const { userId, looksFirst } = change;
  if (!permanent) {
    await changeTask(transaction, { userId, id, ifVersion }, { deletedAt: now }, { looksFirst });
    return;
  }
  const target = { userId, id, ifVersion, trashed: true };
  const statement = deletionOf(patternOf(target), () =>
    statements
      .delete(tasks)
      .where(matching(placeholdersFor(target)))
      .returning({ id: tasks.id })
      .prepare("delete_task"),
  );
  const [found, rows] = await Promise.all([
    looksFirst ? findTarget(transaction, target) : undefined,
    transaction.run(statement, valuesOf(target)),
  ]);
  if (rows.length === 0) throw nothingChanged(target, { found });
}

/** Out of the trash; a task that is not in it stays as it is. */
export async function restoreTask(
  transaction: WriteTransaction,
  change: TaskChange,
  { id, ifVersion }: Omit<RestoreTaskInput, keyof WriteInput>,
): Promise<Task> {
  return changeTask(transaction, { userId: change.userId, id, ifVersion, trashed: true }, { deletedAt: null });
}

async function changeTask(
  transaction: WriteTransaction,
  target: Target,
  changes: Changes,
  { kind, looksFirst }: { readonly kind?: Kind; readonly looksFirst?: boolean | undefined } = {},
): Promise<Task> {
  const { shape, template, values } = shapeRow(changes);
  const statement = changeOf(`${shape} ${patternOf(target)}`, () => {
    const where = matching(placeholdersFor(target));
    // Where nothing is to be changed, the task is read.
    const query =
      shape === ""
        ? statements.select(taskColumns).from(tasks).where(where)
        : statements.update(tasks).set(template()).where(where).returning(taskColumns);
    return query.prepare(shape);
  });
  const [found, [row]] = await Promise.all([
    looksFirst ? findTarget(transaction, target) : undefined,
    transaction.run(statement, Object.assign(values, valuesOf(target))),
  ]);
  if (!row) throw nothingChanged(target, { kind, found });
  return toTask(row);
}

function titleColumns(userId: string, title: string) {
  return { title, titleWords: titleWords(userId, title) } satisfies Partial<typeof tasks.$inferInsert>;
}

function notesColumns(userId: string, notes: string | null) {
  return { notes, notesWords: notesWords(userId, notes) } satisfies Partial<typeof tasks.$inferInsert>;
}

/** Stays as it was where it was completed already. */
const completedNow = sql`coalesce(${tasks.completedAt}, ${now})`;

function completedAt(completed: boolean) {
  return completed ? completedNow : null;
}

function onlyTask(rows: readonly TaskRow[]): Task {
  const [row] = rows;
  if (!row) throw noSuchTask();
  return toTask(row);
}
