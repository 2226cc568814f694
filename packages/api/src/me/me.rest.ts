import type { RestOperation } from "@typedo/trpc-rest/meta";
import { keyed, keyErrors, replayed } from "../request-headers.js";
import { meExamples } from "./me.examples.js";

const account = ["Account"];
const keys = ["API keys"];
/** As with the tasks. */
const inQuery = ["userId"];

/** How REST serves the account's procedures. */
export const meRest = {
  get: {
    method: "GET",
    path: "/me",
    examples: meExamples.get,
    tags: account,
    summary: "Get your account",
    description: "Who you are, and what you have set for all tasks.",
  },
  update: {
    method: "PATCH",
    path: "/me",
    examples: meExamples.update,
    inQuery,
    tags: account,
    summary: "Change your settings",
    description:
      "The fields sent change. A new `timeZone` moves `dueAt` of tasks that have no zone of their own. E-mail and password change at `/api/auth`.",
    contentTypes: ["application/json", "application/merge-patch+json"],
    errors: keyErrors,
    headers: keyed,
    responseHeaders: replayed,
  },
  delete: {
    method: "POST",
    path: "/me/delete",
    examples: meExamples.delete,
    inQuery,
    tags: account,
    summary: "Delete your account",
    description:
      "With all that is yours, for good: tasks, sessions and keys. It takes the password once more. Once it is done there is nobody left to be answered: the same call again is 401, whatever its `Idempotency-Key`.",
    status: 204,
    headers: keyed,
  },
  listKeys: {
    method: "GET",
    path: "/me/keys",
    examples: meExamples.listKeys,
    tags: keys,
    summary: "List your API keys",
    description: "The newest first. The keys themselves are shown once, when they are made.",
  },
  createKey: {
    method: "POST",
    path: "/me/keys",
    examples: meExamples.createKey,
    inQuery,
    tags: keys,
    summary: "Make an API key",
    description:
      "For a program that calls in your name: it sends `key` as its bearer token. 50 keys at most; one that is made with another key ends with that at the latest, when it expires or is revoked.",
    status: 201,
    errors: ["too_many_keys"],
  },
  revokeKey: {
    method: "DELETE",
    path: "/me/keys/{id}",
    examples: meExamples.revokeKey,
    tags: keys,
    summary: "Revoke an API key",
    description: "Every server refuses it within 5 seconds.",
    status: 204,
    errors: ["not_found", ...keyErrors],
    headers: keyed,
    responseHeaders: replayed,
  },
} as const satisfies Record<string, RestOperation>;
