import type { ErrorCode } from "@typedo/api";
import type { ErrorPage } from "./error-page.js";

const json = { "content-type": "application/json" } as const;
const someTask = "/api/tasks/7b0e6a52-3c5f-4d0e-8a43-2f6f0c1d9e01";
const taskWithId = '{"id":"7b0e6a52-3c5f-4d0e-8a43-2f6f0c1d9e02","title":"Water the plants"}';

/** Of what does not go with what is stored, or with what the server can do now. */
export const pagesOfState = {
  idempotency_mismatch: {
    told: ["key"],
    causes: ["In the last 24 hours the key was used for another call, or for the same one with another input."],
    remedies: [
      "Make up a new key for each new call, and keep it with the call until it has been answered.",
      "If you did mean the earlier call, send it as it was.",
    ],
    given: {
      method: "POST",
      path: "/api/tasks",
      headers: { ...json, "idempotency-key": "example-1" },
      body: '{"title":"Pay the rent"}',
    },
    request: {
      method: "POST",
      path: "/api/tasks",
      headers: { ...json, "idempotency-key": "example-1" },
      body: '{"title":"Pay the rent twice"}',
    },
    answer: { instance: "/api/tasks" },
  },
  idempotency_in_flight: {
    told: ["key"],
    causes: ["The first request with this key has not been answered yet: it was sent again too early, perhaps."],
    remedies: ["Wait for the seconds of `Retry-After`, then send the same again: the answer is the first one's."],
    headers: { "retry-after": "the seconds to wait" },
    answer: { instance: "/api/tasks" },
  },
  precondition_failed: {
    told: ["version"],
    causes: [
      "Somebody has changed it since you read it: `If-Match` (at tRPC `ifVersion`) names an earlier version.",
      "It was to be created by `If-None-Match: *`, and is there already.",
    ],
    remedies: [
      "Read it again, look at what has changed, and send your change with the new `ETag`, or give it up: [Change what others change too](/docs/guides/concurrency).",
    ],
    given: { method: "PUT", path: someTask, headers: json, body: '{"title":"Water the plants"}' },
    request: {
      method: "PATCH",
      path: someTask,
      headers: { ...json, "if-match": '"99"' },
      body: '{"priority":"high"}',
    },
    answer: { instance: someTask, detail: "The task is there, in version 1" },
  },
  conflict: {
    told: ["state"],
    causes: ["You chose an `id` that you have used already; the task may be in the trash."],
    remedies: [
      "Leave `id` out, and the server chooses one; or make up a new UUID.",
      "To make it so whatever is there, use PUT.",
    ],
    given: { method: "POST", path: "/api/tasks", headers: json, body: taskWithId },
    request: { method: "POST", path: "/api/tasks", headers: json, body: taskWithId },
    answer: { instance: "/api/tasks", detail: "There is already a task with this id; it may be in the trash" },
  },
  too_many_keys: {
    told: ["state"],
    causes: ["You have 50 API keys, ended ones included."],
    remedies: [
      "`GET /api/me/keys` lists them with the time of their last use: revoke one that is not needed, then make the new one.",
      "Use one key for each program, and not one for each run of it.",
    ],
    answer: { instance: "/api/me/keys" },
  },
  internal: {
    told: ["work"],
    causes: ["A fault of the server. It has been logged; nothing of the inside is told."],
    remedies: [
      "Report it, with the `requestId`: by it, whoever runs the server finds what happened.",
      "A write was either stored as a whole or not at all; read, to see which.",
    ],
    answer: { instance: "/api/tasks" },
  },
  unavailable: {
    told: ["work"],
    causes: ["The database is away for the moment, or the server has more to do than it can."],
    remedies: [
      "Wait for the seconds of `Retry-After`, then try again.",
      "A write may have been stored before the line broke: `detail` says so. With [an Idempotency-Key](/docs/guides/idempotency) it is safe to send it again.",
    ],
    headers: { "retry-after": "the seconds to wait" },
    answer: {
      instance: "/api/tasks",
      detail: "The database can't serve at the moment; nothing was changed",
    },
  },
} as const satisfies { readonly [Code in ErrorCode]?: ErrorPage };
