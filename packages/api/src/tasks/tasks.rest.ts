import type { RestOperation } from "@typedo/trpc-rest/meta";
import { ifMatch, ifNoneMatchAny, keyed, keyErrors, replayed } from "../request-headers.js";
import { taskExamples } from "./tasks.examples.js";

const MIB = 1024 * 1024;

const tags = ["Tasks"];
/** Whoever calls may say so there, whether there is a body or not. */
const inQuery = ["userId"];
const etag = (output: { version: number }) => `"${output.version}"`;
const location = (output: { id: string }) => `/api/tasks/${output.id}`;

const conditional = { ifVersion: ifMatch, ...keyed };
const changeErrors = ["not_found", "precondition_failed", ...keyErrors] as const;

/** How REST serves the tasks' procedures. */
export const taskRest = {
  list: {
    method: "GET",
    path: "/tasks",
    examples: taskExamples.list,
    tags,
    summary: "List tasks",
    description:
      "Pages by keyset: go on with `nextCursor` until it is null. A page may have fewer tasks than `limit`, none even: where no index serves the filters, one page looks at 2,000 tasks at the most; and all titles and notes of a page have 400,000 characters at the most.",
    hidden: ["direction"],
    link: nextPage,
  },
  get: {
    method: "GET",
    path: "/tasks/{id}",
    examples: taskExamples.get,
    tags,
    summary: "Get a task",
    description: "One that is in the trash is not found.",
    errors: ["not_found"],
    etag,
  },
  create: {
    method: "POST",
    path: "/tasks",
    examples: taskExamples.create,
    inQuery,
    tags,
    summary: "Create a task",
    description: "Only `title` is required.",
    status: 201,
    errors: ["conflict", ...keyErrors],
    headers: keyed,
    responseHeaders: replayed,
    etag,
    location,
  },
  update: {
    method: "PATCH",
    path: "/tasks/{id}",
    examples: taskExamples.update,
    inQuery,
    tags,
    summary: "Change fields of a task",
    description:
      "By the rules of a JSON merge patch (RFC 7396): the fields sent change, null clears one. Clearing `dueDate` clears `dueTime`.",
    contentTypes: ["application/json", "application/merge-patch+json"],
    errors: changeErrors,
    headers: conditional,
    responseHeaders: replayed,
    etag,
  },
  replace: {
    method: "PUT",
    path: "/tasks/{id}",
    examples: taskExamples.replace,
    inQuery,
    tags,
    summary: "Replace a task, or create it",
    description:
      "Writable fields that are not sent take their defaults; read-only ones are accepted without effect. Where there is no task of this id, it is created.",
    otherStatuses: [201],
    errors: changeErrors,
    headers: { ...conditional, onlyCreate: ifNoneMatchAny },
    responseHeaders: replayed,
    etag,
    location,
  },
  delete: {
    method: "DELETE",
    path: "/tasks/{id}",
    examples: taskExamples.delete,
    tags,
    summary: "Put a task into the trash",
    description:
      "`permanent=true` deletes it for good, from the trash or not; its parts are then no part of anything. Its id, used again, goes on with its `version`.",
    status: 204,
    errors: changeErrors,
    headers: conditional,
    responseHeaders: replayed,
  },
  restore: {
    method: "POST",
    path: "/tasks/{id}/restore",
    examples: taskExamples.restore,
    inQuery,
    tags,
    summary: "Take a task out of the trash",
    description: "A task that is not in the trash stays as it is.",
    errors: changeErrors,
    headers: conditional,
    responseHeaders: replayed,
    etag,
  },
  batch: {
    method: "POST",
    path: "/tasks/batch",
    examples: taskExamples.batch,
    inQuery,
    tags,
    summary: "Create, update and delete many tasks",
    description:
      "Up to 500 operations, done in their order, all or none: an error's `pointer` says which operation failed. It costs one request for each 25 operations begun.",
    bodyLimit: 10 * MIB,
    errors: ["conflict", ...changeErrors],
    headers: keyed,
    responseHeaders: replayed,
  },
} as const satisfies Record<string, RestOperation>;

/** `Link: <…>; rel="next"` (RFC 8288), while there is more. */
function nextPage(output: { nextCursor: string | null }, target: string): string | undefined {
  if (output.nextCursor === null) return undefined;
  const [path = "", ...query] = target.split("?");
  const next = new URLSearchParams(query.join("?"));
  next.set("cursor", output.nextCursor);
  return `<${path}?${next.toString()}>; rel="next"`;
}
