import { problemExample } from "../problem-example.js";
import type { Task } from "./tasks.schema.js";

/** A task as JSON carries it. */
type Sent = {
  [K in keyof Task]: Task[K] extends Date ? string : Task[K] extends Date | null ? string | null : Task[K];
};

/** Fields of a task: so that a field that is renamed is not forgotten here. */
export const task = <Fields extends Partial<Sent>>(fields: Fields & Record<Exclude<keyof Fields, keyof Sent>, never>) =>
  fields;

/** A task that is there, one in the trash, one that is not there, and the id of one to be made. */
export const PLANTS = "0198c4a2-7d1e-7b3a-9c55-2f6a1e8d4b10";
export const STAMPS = "0198c4a2-9a40-7e6c-8f21-5d3b7c9e1a22";
export const ABSENT = "0198c4a3-1f7b-7c2d-b0e4-8a6f2d5c3e33";
export const GARDEN = "0198c4a3-55e2-7a90-a1b8-4c7d9e2f6a44";

export const taskPath = (id: string) => `/api/tasks/${id}` as const;

/** A task of which nothing is told but its title. */
export const plain = task({
  notes: null,
  completed: false,
  priority: "none",
  dueDate: null,
  dueTime: null,
  timeZone: null,
  labels: [],
  parentId: null,
  position: "a0",
  userId: "3d7c1f80-6a52-4e0b-9d14-7b8e2c5f9a66",
  completedAt: null,
  dueAt: null,
  createdAt: "2026-11-25T12:00:00.000Z",
  updatedAt: "2026-11-25T12:00:00.000Z",
  deletedAt: null,
  version: 1,
  seq: "41",
});

export const plants = task({
  ...plain,
  id: PLANTS,
  title: "Water the plants",
  notes: "The ferns need *more*.",
  priority: "high",
  dueDate: "2026-12-01",
  dueTime: "18:00",
  timeZone: "Europe/Berlin",
  labels: ["home"],
  dueAt: "2026-12-01T17:00:00.000Z",
});

export const changed = task({ updatedAt: "2026-11-25T12:30:00.000Z", version: 2, seq: "42" });
export const completed = task({ ...plants, ...changed, completed: true, completedAt: "2026-11-25T12:30:00.000Z" });

export const gone = (instance: `/api/${string}`) =>
  problemExample("not_found", instance, { detail: "There is no such task" });
export const changedMeanwhile = (instance: `/api/${string}`, version: number) =>
  problemExample("precondition_failed", instance, { detail: `The task is there, in version ${version}` });

/** Where a field is in a body, or in one of a batch's operations. */
const pointerTo = (field: keyof Task, operation?: number) =>
  operation === undefined ? `/${field}` : `/operations/${operation}/${field}`;

export const blank = (operation?: number) => ({
  pointer: pointerTo("title", operation),
  message: "Must not be empty",
  code: "custom",
});
export const noDate = (operation?: number) => ({
  pointer: pointerTo("dueTime", operation),
  message: "A due time needs a due date",
  code: "custom",
});
export const noZone = {
  pointer: pointerTo("timeZone"),
  message: "Must be a name of the IANA time zone database, as Europe/Berlin",
  code: "custom",
};
