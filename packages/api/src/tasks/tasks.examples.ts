import type { OperationExample } from "@typedo/trpc-rest/meta";
import { problemExample } from "../problem-example.js";
import {
  ABSENT,
  blank,
  changed,
  changedMeanwhile,
  completed,
  GARDEN,
  gone,
  noDate,
  noZone,
  plain,
  PLANTS,
  plants,
  STAMPS,
  task,
  taskPath,
} from "./tasks.example-values.js";

const path = { id: PLANTS };

/** Requests and their answers, by the names of `taskRest`: for the reference, and each is sent and compared by a test. */
export const taskExamples = {
  list: {
    urgent: {
      summary: "What is open, the most urgent first",
      query: { completed: false, sort: "-priority", limit: 1, total: true },
      answer: { items: [plants], nextCursor: null, total: 1 },
    },
    invalid: {
      summary: "Not every sort goes alone",
      query: { sort: "relevance" },
      ...problemExample("validation_failed", "/api/tasks", {
        errors: [{ pointer: "query.sort", message: "The sort `relevance` needs `q`", code: "custom" }],
      }),
    },
  },
  get: {
    there: { summary: "One that is there", path, answer: plants },
    unchanged: { summary: "Nothing new since", path, headers: { "If-None-Match": '"1"' }, status: 304 },
    gone: { summary: "None of this id, or another user's", path: { id: ABSENT }, ...gone(taskPath(ABSENT)) },
  },
  create: {
    short: {
      summary: "A title alone",
      body: task({ title: "Buy oat milk" }),
      answer: task({ ...plain, id: "0198c4a4-02b7-7d4e-8c93-6e1f5a7b9d88", title: "Buy oat milk" }),
    },
    whole: {
      summary: "With an id of one's own; made once, however often it is sent",
      headers: { "Idempotency-Key": "plan-the-garden-1" },
      body: task({ id: GARDEN, title: "Plan the garden", priority: "medium", dueDate: "2027-03-01", parentId: PLANTS }),
      answer: task({
        ...plain,
        id: GARDEN,
        title: "Plan the garden",
        priority: "medium",
        dueDate: "2027-03-01",
        parentId: PLANTS,
        dueAt: "2027-03-02T00:00:00.000Z",
      }),
    },
    taken: {
      summary: "An id that is taken",
      body: task({ id: PLANTS, title: "Water the plants again" }),
      ...problemExample("conflict", "/api/tasks", {
        detail: "There is already a task with this id; it may be in the trash",
      }),
    },
    invalid: {
      summary: "Every fault is told at once",
      body: task({ title: " ", timeZone: "Mars/Olympus_Mons" }),
      ...problemExample("validation_failed", "/api/tasks", {
        errors: [blank(), noZone],
      }),
    },
  },
  update: {
    complete: {
      summary: "Done, if nobody changed it meanwhile",
      path,
      headers: { "If-Match": '"1"' },
      body: task({ completed: true }),
      answer: completed,
    },
    clear: {
      summary: "Null clears a field",
      path,
      body: task({ notes: null }),
      answer: task({ ...plants, ...changed, notes: null }),
    },
    gone: {
      summary: "None of this id, or another user's",
      path: { id: ABSENT },
      body: task({ completed: true }),
      ...gone(taskPath(ABSENT)),
    },
    stale: {
      summary: "Somebody did change it",
      path,
      headers: { "If-Match": '"7"' },
      body: task({ completed: true }),
      ...changedMeanwhile(taskPath(PLANTS), 1),
    },
    invalid: {
      summary: "A time without a date",
      path,
      body: task({ dueDate: null, dueTime: "18:00" }),
      ...problemExample("validation_failed", taskPath(PLANTS), { errors: [noDate()] }),
    },
  },
  replace: {
    replace: {
      summary: "Fields that are not sent take their defaults",
      path,
      body: task({ title: "Water the garden", priority: "low" }),
      answer: task({ ...plain, ...changed, id: PLANTS, title: "Water the garden", priority: "low" }),
    },
    create: {
      summary: "Made, where there is none of this id",
      path: { id: GARDEN },
      headers: { "If-None-Match": "*" },
      body: task({ title: "Plan the garden" }),
      status: 201,
      answer: task({ ...plain, id: GARDEN, title: "Plan the garden" }),
    },
    taken: {
      summary: "Only to be made, but there is one",
      path,
      headers: { "If-None-Match": "*" },
      body: task({ title: "Plan the garden" }),
      ...changedMeanwhile(taskPath(PLANTS), 1),
    },
    invalid: {
      summary: "A time without a date",
      path,
      body: task({ title: "Water the garden", dueTime: "18:00" }),
      ...problemExample("validation_failed", taskPath(PLANTS), {
        errors: [noDate()],
      }),
    },
  },
  delete: {
    trash: { summary: "Into the trash", path },
    permanent: { summary: "For good, out of the trash", path: { id: STAMPS }, query: { permanent: true } },
    gone: { summary: "It is in the trash already", path: { id: STAMPS }, ...gone(taskPath(STAMPS)) },
    stale: {
      summary: "Somebody changed it meanwhile",
      path,
      headers: { "If-Match": '"7"' },
      ...changedMeanwhile(taskPath(PLANTS), 1),
    },
  },
  restore: {
    restore: {
      summary: "Out of the trash",
      path: { id: STAMPS },
      body: {},
      answer: task({ ...plain, ...changed, id: STAMPS, title: "Buy stamps", version: 3 }),
    },
    gone: {
      summary: "None of this id, or another user's",
      path: { id: ABSENT },
      body: {},
      ...gone(`${taskPath(ABSENT)}/restore`),
    },
    stale: {
      summary: "Somebody changed it meanwhile",
      path: { id: STAMPS },
      body: {},
      headers: { "If-Match": '"7"' },
      ...changedMeanwhile(`${taskPath(STAMPS)}/restore`, 2),
    },
  },
  batch: {
    three: {
      summary: "One of each",
      body: {
        operations: [
          { operation: "create", id: GARDEN, title: "Plan the garden" },
          { operation: "update", id: PLANTS, completed: true },
          { operation: "delete", id: STAMPS, permanent: true },
        ],
      },
      answer: {
        results: [
          { id: GARDEN, task: { ...plain, id: GARDEN, title: "Plan the garden" } },
          { id: PLANTS, task: completed },
          { id: STAMPS, task: null },
        ],
      },
    },
    failed: {
      summary: "The second fails, so none is done",
      body: {
        operations: [
          { operation: "create", title: "Plan the garden" },
          { operation: "update", id: ABSENT, completed: true },
        ],
      },
      ...problemExample("not_found", "/api/tasks/batch", {
        detail: "Operation 1: There is no such task. Nothing was changed",
        errors: [{ pointer: "/operations/1", message: "There is no such task", code: "not_found" }],
      }),
    },
    invalid: {
      summary: "Each fault has its operation's number",
      body: {
        operations: [
          { operation: "create", title: " " },
          { operation: "create", ...task({ title: "Plan the garden", dueTime: "18:00" }) },
        ],
      },
      ...problemExample("validation_failed", "/api/tasks/batch", {
        errors: [blank(0), noDate(1)],
      }),
    },
  },
} satisfies Record<string, Record<string, OperationExample>>;
