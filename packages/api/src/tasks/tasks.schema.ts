import { PRIORITIES } from "@typedo/db";
import { z } from "zod";
import { idempotencyKey } from "../idempotency.js";
import { text, trimmedText } from "../text.js";
import { storedTimeZone, timeZoneName } from "../time-zone.js";

/** A day that exists. The first and last two would fall out of the years 1 to 9999 in some time zone. */
const calendarDate = z.iso
  .date({ error: "Must be a date that exists, as YYYY-MM-DD" })
  .refine((date) => date >= "0001-01-02" && date <= "9999-12-30", {
    error: "Must be from 0001-01-02 to 9999-12-30",
  });

const timeOfDay = z.iso.time({ precision: -1, error: "Must be a time of day, as HH:MM" });

export const label = trimmedText(100);

const labels = z
  .array(label)
  .overwrite((list) => [...new Set(list)])
  .max(20, { error: "At most 20 labels" });

const position = z
  .string()
  .regex(/^[0-9A-Za-z]{1,100}$/, { error: "Must be 1 to 100 of the characters 0-9, A-Z, a-z" });

// Any UUID, of any version; PostgreSQL writes it in lower case, and so do we.
export const id = z.guid({ error: "Must be a UUID" }).toLowerCase();

const titleField = trimmedText(500).meta({ description: "What is to be done", examples: ["Water the plants"] });
const notesField = text(16_384).nullable().meta({ description: "Notes, in Markdown" });
export const priority = z.enum(PRIORITIES);

const aboutZone = { description: "An IANA name; null: the user's own zone" };

/** What a client may set, without defaults: the fields of a PATCH. */
const writable = {
  title: titleField,
  notes: notesField,
  completed: z.boolean(),
  priority,
  dueDate: calendarDate.nullable().meta({
    description: "The day it is due, from 0001-01-02 to 9999-12-30; the end of that day if there is no `dueTime`",
  }),
  dueTime: timeOfDay.nullable().meta({ description: "The time it is due; only with `dueDate`" }),
  timeZone: timeZoneName.nullable().meta(aboutZone),
  labels,
  parentId: id.nullable().meta({ description: "The task that this one is a part of" }),
  position: position.meta({ description: "Orders siblings by hand" }),
};

/** As `writable`, with what a field is when it is not sent: the fields of a POST and a PUT. */
const writableWithDefaults = {
  title: writable.title,
  notes: writable.notes.default(null),
  completed: writable.completed.default(false),
  priority: writable.priority.default("none"),
  dueDate: writable.dueDate.default(null),
  dueTime: writable.dueTime.default(null),
  timeZone: writable.timeZone.default(null),
  labels: writable.labels.default([]),
  parentId: writable.parentId.default(null),
  position: writable.position.default("a0"),
};

/** Every input may name its user; one who is not the caller is refused with 403 before the input is looked at. */
export const caller = { userId: z.string().optional().meta({ description: "The caller's own id, if sent at all" }) };

const dueTimeNeedsDueDate = {
  error: "A due time needs a due date",
  path: ["dueTime"] satisfies (keyof typeof writable)[],
};

/** Fields of `Task` that the server alone sets. */
const readOnly = {
  userId: z.string(),
  completedAt: z.date().nullable().meta({ description: "When it was completed" }),
  dueAt: z.date().nullable().meta({ description: "When it becomes overdue" }),
  createdAt: z.date(),
  updatedAt: z.date(),
  deletedAt: z.date().nullable().meta({ description: "When it was put into the trash" }),
  version: z.int().min(1).meta({ description: "Grows by one with each change" }),
  seq: z.string().regex(/^\d+$/).meta({ description: "The user's change number: a string of digits" }),
};

/** A task, as both doors give it. */
export const task = z
  .strictObject({ id, ...writable, timeZone: storedTimeZone.nullable().meta(aboutZone), ...readOnly })
  .meta({ id: "Task" });

export const taskPage = z
  .strictObject({
    items: z.array(task),
    nextCursor: z.string().nullable().meta({ description: "The next page's `cursor`; null alone is the end" }),
    total: z.int().min(0).max(10_000).optional().meta({ description: "How many there are on all pages, if asked for" }),
    totalCapped: z.literal(true).optional().meta({ description: "There may be more than `total`" }),
  })
  .meta({ id: "TaskPage" });

/** As the database's column can hold it. */
export const LAST_VERSION = 2_147_483_647;

const version = z.int().min(1).max(LAST_VERSION);

/** How many versions a change can be meant for. */
export const MOST_VERSIONS = 100;

/** Which version a change is meant for. At REST it is the header `If-Match`. */
const ifVersion = z
  .union([version, z.array(version).max(MOST_VERSIONS), z.literal("*")], {
    error: `Must be a version, a list of up to ${MOST_VERSIONS} of them, or \`*\` for any`,
  })
  .optional()
  .meta({ description: "Change it only if this is its version, or one of these; else nothing changes, and it is 412" });

const write = { ...caller, idempotencyKey };

export const taskReference = z.strictObject({ id, ...caller });

export const restoreTaskInput = z.strictObject({ id, ifVersion, ...write });

export const deleteTaskInput = z.strictObject({
  id,
  permanent: z.boolean().default(false).meta({ description: "For good, from the trash or not" }),
  ifVersion,
  ...write,
});

const newTask = {
  id: id.optional().meta({ description: "Chosen by the client; else a UUID v7" }),
  ...writableWithDefaults,
};

const changedFields = z.object(writable).partial().shape;

export const createTaskInput = z
  .strictObject({ ...newTask, ...write })
  .refine((input) => input.dueTime === null || input.dueDate !== null, dueTimeNeedsDueDate)
  .meta({ id: "NewTask" });

export const replaceTaskInput = z
  .strictObject({
    id,
    ...writableWithDefaults,
    ...z.object(readOnly).partial().shape,
    ifVersion,
    onlyCreate: z.boolean().default(false).meta({ description: "Only if there is none of this id; else it is 412" }),
    ...write,
  })
  .refine((input) => input.dueTime === null || input.dueDate !== null, dueTimeNeedsDueDate)
  .meta({ id: "TaskReplacement" });

export const updateTaskInput = z
  .strictObject({ id, ...changedFields, ifVersion, ...write })
  .refine((input) => !(input.dueDate === null && typeof input.dueTime === "string"), dueTimeNeedsDueDate)
  .meta({ id: "TaskPatch" });

/** Operations of one batch. */
export const BATCH_LIMIT = 500;

const taskOperation = z.discriminatedUnion("operation", [
  z
    .strictObject({ operation: z.literal("create"), ...newTask, ...caller })
    .refine((input) => input.dueTime === null || input.dueDate !== null, dueTimeNeedsDueDate)
    .meta({ id: "CreateOperation" }),
  z
    .strictObject({ operation: z.literal("update"), id, ...changedFields, ifVersion, ...caller })
    .refine((input) => !(input.dueDate === null && typeof input.dueTime === "string"), dueTimeNeedsDueDate)
    .meta({ id: "UpdateOperation" }),
  z
    .strictObject({ operation: z.literal("delete"), ...deleteTaskInput.omit({ idempotencyKey: true }).shape })
    .meta({ id: "DeleteOperation" }),
]);

export const batchTasksInput = z
  .strictObject({
    operations: z.array(taskOperation).min(1).max(BATCH_LIMIT).meta({ description: "Done in this order, all or none" }),
    ...write,
  })
  .meta({ id: "TaskBatch" });

export const batchResult = z
  .strictObject({
    results: z
      .array(z.strictObject({ id, task: task.nullable().meta({ description: "As it is now; null if deleted" }) }))
      .meta({ description: "One for each operation, in its order" }),
  })
  .meta({ id: "TaskBatchResult" });

/** What a client may set. */
export type WritableField = keyof typeof writable;
export type Task = z.output<typeof task>;
export type TaskPage = z.output<typeof taskPage>;
export type IfVersion = z.output<typeof ifVersion>;
export type CreateTaskInput = z.output<typeof createTaskInput>;
export type ReplaceTaskInput = z.output<typeof replaceTaskInput>;
export type UpdateTaskInput = z.output<typeof updateTaskInput>;
export type DeleteTaskInput = z.output<typeof deleteTaskInput>;
export type RestoreTaskInput = z.output<typeof restoreTaskInput>;
export type BatchTasksInput = z.output<typeof batchTasksInput>;
export type BatchResult = z.output<typeof batchResult>;
