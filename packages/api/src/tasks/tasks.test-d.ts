// Compiled by the package's types check, and never run: what is wrong here does not compile.
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { tasks } from "@typedo/db";
import { expectTypeOf } from "vitest";
import type { AppRouter } from "../router.js";
import type { WriteInput } from "../trpc.js";
import type { ListTasksInput, TaskSort } from "./tasks.filters.js";
import type { toTask } from "./tasks.rows.js";
import type {
  BatchResult,
  CreateTaskInput,
  ReplaceTaskInput,
  Task,
  TaskPage,
  UpdateTaskInput,
} from "./tasks.schema.js";

/** One object type of an intersection. */
type Flat<T> = { [K in keyof T]: T[K] };

type Row = typeof tasks.$inferSelect;
type NewRow = typeof tasks.$inferInsert;

/** The columns that serve indexes, and no reader. */
type Hidden = "titleKey" | "state" | "titleWords" | "notesWords";

/** Those that a client sets by their own names; `completed` sets `completedAt`. */
type Writable =
  | "title"
  | "notes"
  | "priority"
  | "dueDate"
  | "dueTime"
  | "timeZone"
  | "labels"
  | "parentId"
  | "position";

// A task is its row, all of it but what is hidden, and `completed`.
expectTypeOf<Flat<Omit<Task, "completed">>>().toEqualTypeOf<Flat<Omit<Row, Hidden>>>();
expectTypeOf<Task["completed"]>().toEqualTypeOf<boolean>();
expectTypeOf<ReturnType<typeof toTask>>().toEqualTypeOf<Task>();

// What is written is of the type of the column it goes to, and no column that a client may set is forgotten.
expectTypeOf<
  Exclude<keyof UpdateTaskInput, "id" | "completed" | "ifVersion" | keyof WriteInput>
>().toEqualTypeOf<Writable>();
expectTypeOf<Exclude<keyof CreateTaskInput, "id" | "completed" | keyof WriteInput>>().toEqualTypeOf<Writable>();
expectTypeOf<Flat<Pick<CreateTaskInput, Writable>>>().toEqualTypeOf<Flat<Pick<Row, Writable>>>();
expectTypeOf<Flat<Pick<ReplaceTaskInput, Writable>>>().toEqualTypeOf<Flat<Pick<Row, Writable>>>();
expectTypeOf<{ [K in Writable]: Exclude<UpdateTaskInput[K], undefined> }>().toEqualTypeOf<Flat<Pick<Row, Writable>>>();
expectTypeOf<Pick<CreateTaskInput, Writable>>().toExtend<Pick<NewRow, Writable>>();

// What the router answers is what the schemas say, at each of its operations.
type Outputs = inferRouterOutputs<AppRouter>["tasks"];
expectTypeOf<Flat<Outputs["list"]>>().toEqualTypeOf<Flat<TaskPage>>();
expectTypeOf<Outputs["list"]["items"][number]>().toEqualTypeOf<Task>();
expectTypeOf<Outputs["get"]>().toEqualTypeOf<Task>();
expectTypeOf<Outputs["create"]>().toEqualTypeOf<Task>();
expectTypeOf<Outputs["update"]>().toEqualTypeOf<Task>();
expectTypeOf<Outputs["replace"]>().toEqualTypeOf<Task>();
expectTypeOf<Outputs["restore"]>().toEqualTypeOf<Task>();
expectTypeOf<Outputs["delete"]>().toEqualTypeOf<void>();
expectTypeOf<Outputs["batch"]>().toEqualTypeOf<BatchResult>();
expectTypeOf<keyof Outputs>().toEqualTypeOf<
  "list" | "get" | "create" | "update" | "replace" | "delete" | "restore" | "batch"
>();

// A sort is by a field of the task, but for one.
expectTypeOf<Exclude<TaskSort, "relevance">>().toExtend<keyof Task>();
expectTypeOf<ListTasksInput["sort"]>().toEqualTypeOf<TaskSort | `-${TaskSort}`>();

// Inputs that must not compile, with one that does as the control.
type Inputs = inferRouterInputs<AppRouter>["tasks"];
export const control: Inputs["create"] = { title: "Water the plants", priority: "high", dueDate: "2026-03-01" };
// @ts-expect-error -- a title is required
export const untitled: Inputs["create"] = { priority: "high" };
// @ts-expect-error -- no such priority
export const unknownPriority: Inputs["create"] = { title: "Water the plants", priority: "highest" };
// @ts-expect-error -- a day is text: a Date would move with the time zone
export const dateAsInstant: Inputs["create"] = { title: "Water the plants", dueDate: new Date() };
// @ts-expect-error -- no such field
export const unknownField: Inputs["create"] = { title: "Water the plants", due: "2026-03-01" };
// @ts-expect-error -- the column's name is no field's
export const columnName: Inputs["create"] = { title: "Water the plants", due_date: "2026-03-01" };
// @ts-expect-error -- the database numbers versions
export const ownVersion: Inputs["create"] = { title: "Water the plants", version: 1 };
// @ts-expect-error -- a change names its task
export const nameless: Inputs["update"] = { title: "Water the plants" };
// @ts-expect-error -- a title can change, but not go
export const titleCleared: Inputs["update"] = { id: "6f9619ff-8b86-4011-b42d-00c04fc964ff", title: null };
// @ts-expect-error -- it is completed or not: there is no third
export const perhapsCompleted: Inputs["list"] = { completed: null };
// @ts-expect-error -- no such sort
export const unknownSort: Inputs["list"] = { sort: "labels" };
// @ts-expect-error -- a number is a number, whatever a URL says
export const limitAsText: Inputs["list"] = { limit: "20" };
