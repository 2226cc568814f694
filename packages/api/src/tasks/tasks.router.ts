import { z } from "zod";
import { reading, router, writing } from "../trpc.js";
import { listTasks } from "./tasks.list.js";
import { createTask, deleteTask, getTask, replaceTask, restoreTask, updateTask } from "./tasks.queries.js";
import {
  createTaskInput,
  listTasksInput,
  replaceTaskInput,
  task,
  taskPage,
  taskReference,
  updateTaskInput,
} from "./tasks.schema.js";

const tags = ["Tasks"];
const etag = (output: { version: number }) => `"${output.version}"`;
const read = { scope: "tasks:read" } as const;
const write = { scope: "tasks:write" } as const;

export const tasksRouter = router({
  list: reading({
    ...read,
    openapi: {
      method: "GET",
      path: "/tasks",
      tags,
      summary: "List tasks",
      description: "Pages by keyset: go on with `nextCursor` until it is null.",
      hidden: ["direction"],
      link: nextPage,
    },
  })
    .input(listTasksInput)
    .output(taskPage)
    .query(({ ctx, input }) => listTasks(ctx.caller, input)),

  get: reading({
    ...read,
    openapi: { method: "GET", path: "/tasks/{id}", tags, summary: "Get a task", errors: ["not_found"], etag },
  })
    .input(taskReference)
    .output(task)
    .query(({ ctx, input }) => getTask(ctx.caller, input)),

  create: writing({
    ...write,
    openapi: {
      method: "POST",
      path: "/tasks",
      tags,
      summary: "Create a task",
      description: "Only `title` is required.",
      status: 201,
      errors: ["conflict"],
      etag,
      location: (output: { id: string }) => `/api/tasks/${output.id}`,
    },
  })
    .input(createTaskInput)
    .output(task)
    .mutation(({ ctx, input }) => createTask(ctx.caller, input)),

  update: writing({
    ...write,
    openapi: {
      method: "PATCH",
      path: "/tasks/{id}",
      tags,
      summary: "Change fields of a task",
      description: "The fields sent change; null clears one. Clearing `dueDate` clears `dueTime`.",
      contentTypes: ["application/json", "application/merge-patch+json"],
      errors: ["not_found"],
      etag,
    },
  })
    .input(updateTaskInput)
    .output(task)
    .mutation(({ ctx, input }) => updateTask(ctx.caller, input)),

  replace: writing({
    ...write,
    openapi: {
      method: "PUT",
      path: "/tasks/{id}",
      tags,
      summary: "Replace a task",
      description: "Writable fields that are not sent take their defaults; read-only ones are accepted without effect.",
      errors: ["not_found"],
      etag,
    },
  })
    .input(replaceTaskInput)
    .output(task)
    .mutation(({ ctx, input }) => replaceTask(ctx.caller, input)),

  delete: writing({
    ...write,
    openapi: {
      method: "DELETE",
      path: "/tasks/{id}",
      tags,
      summary: "Put a task into the trash",
      status: 204,
      errors: ["not_found"],
    },
  })
    .input(taskReference)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteTask(ctx.caller, input)),

  restore: writing({
    ...write,
    openapi: {
      method: "POST",
      path: "/tasks/{id}/restore",
      tags,
      summary: "Take a task out of the trash",
      errors: ["not_found"],
      etag,
    },
  })
    .input(taskReference)
    .output(task)
    .mutation(({ ctx, input }) => restoreTask(ctx.caller, input)),
});

/** `Link: <…>; rel="next"` (RFC 8288), while there is more. */
function nextPage(output: { nextCursor: string | null }, url: URL): string | undefined {
  if (output.nextCursor === null) return undefined;
  const next = new URL(url);
  next.searchParams.set("cursor", output.nextCursor);
  return `<${next.pathname}${next.search}>; rel="next"`;
}
