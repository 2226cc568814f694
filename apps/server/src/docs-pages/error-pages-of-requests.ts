import type { ErrorCode } from "@typedo/api";
import type { ErrorPage } from "./error-page.js";

const json = { "content-type": "application/json" } as const;
const someTask = "/api/tasks/7b0e6a52-3c5f-4d0e-8a43-2f6f0c1d9e01";

/** Of what is wrong with a request, whatever is stored. */
export const pagesOfRequests = {
  not_found: {
    told: ["path", "thing"],
    causes: [
      "The path has a typing error, or belongs to another version of this server.",
      "The thing was deleted, or is in the trash: a trashed task is seen by `?trashed=true` alone, and reached by `restore`.",
      "It is another user's. The answer is the same to the letter, so that nobody can find out what others have.",
    ],
    remedies: [
      "Compare the path with the [reference](/docs).",
      "Read the list again: what you have in hand may be out of date.",
    ],
    request: { method: "GET", path: someTask },
    answer: { instance: someTask, detail: "There is no such task" },
  },
  method_not_allowed: {
    told: ["method"],
    causes: ["The path is there, but not for this method."],
    remedies: ["Use one of the methods that `Allow` lists."],
    headers: { allow: "the methods that the path knows" },
    request: { method: "DELETE", path: "/api/tasks" },
    answer: { instance: "/api/tasks", detail: "The path knows GET, POST, HEAD, OPTIONS" },
  },
  too_many_requests: {
    told: ["address", "budget"],
    causes: [
      "The user or the key has used up the requests of this minute.",
      "Too many attempts to sign in, to sign up or to reset a password came from this address, or for this account.",
    ],
    remedies: [
      "Wait for the seconds of `Retry-After`, and send the same again. [Stay within the limits](/docs/guides/limits) shows how.",
      "Look at `RateLimit` of each answer, and slow down before nothing is left.",
    ],
    headers: {
      "retry-after": "the seconds to wait",
      "ratelimit-policy": "what is allowed",
      ratelimit: "what is left",
    },
    answer: { instance: "/api/tasks", detail: "300 a minute are allowed: try again in 12 s" },
  },
  unauthenticated: {
    told: ["token"],
    causes: [
      "No `Authorization: Bearer …` was sent.",
      "The token has ended: those of a session live for 15 minutes.",
      "It was made for another server, signed by another secret, changed on its way, or is an API key that was revoked.",
      "Its user has been deleted.",
    ],
    remedies: [
      "Get a new token, once, and try again: [Sign in](/docs/guides/sign-in) shows how. If that one is refused too, sign in.",
      "Check that no quotation mark or line break came along with the token.",
    ],
    headers: { "www-authenticate": '`Bearer`, and `error="invalid_token"` where a token was sent' },
    request: { method: "GET", path: "/api/tasks", anonymous: true },
    answer: { instance: "/api/tasks", detail: "A bearer token is needed" },
  },
  missing_scope: {
    told: ["scope"],
    causes: ["The token is good, but was made for less: an API key that may only read, say."],
    remedies: [
      "Use a token with the scope that `detail` names. A signed-in session's has all of them.",
      "Make [a key](/docs/guides/api-keys) with that scope, if its program should really be able to do this.",
    ],
    answer: { instance: "/api/tasks", detail: "The token lacks the scope tasks:write" },
  },
  untrusted_origin: {
    told: ["scope"],
    causes: [
      "A page of another origin called with the session's cookie; or a program did, and sent no `Origin`.",
      "`callbackURL` or `redirectTo` leads to another origin.",
    ],
    remedies: [
      "Let the person who runs the server add the page's origin to `TRUSTED_ORIGINS`.",
      "In a program, send the server's own address as `Origin`; or use a token or [an API key](/docs/guides/api-keys) instead of the cookie.",
    ],
    answer: { code: "INVALID_ORIGIN", instance: "/api/auth/sign-out", detail: "Invalid origin" },
  },
  not_acceptable: {
    told: ["accept"],
    causes: [
      "`Accept` excludes `application/json`, and nothing else is served here.",
      "At tRPC: `httpBatchStreamLink` wants a batch's answers in lines.",
    ],
    remedies: ["Send `Accept: application/json`, `Accept: */*`, or none.", "At tRPC, use `httpBatchLink`."],
    request: { method: "GET", path: "/api/tasks", headers: { accept: "text/html" } },
    answer: {
      instance: "/api/tasks",
      detail: "The answer is application/json, which the Accept header excludes",
    },
  },
  unsupported_media_type: {
    told: ["type"],
    causes: [
      "`Content-Type` is missing, or is another one: curl sends a form unless told otherwise.",
      "The body is compressed, or in another encoding than UTF-8.",
    ],
    remedies: [
      "Send `Content-Type: application/json`; a PATCH may say `application/merge-patch+json` too.",
      "Send the body as it is, in UTF-8.",
    ],
    headers: { "accept-post": "what a POST may send (`accept-patch` for a PATCH)" },
    request: {
      method: "POST",
      path: "/api/tasks",
      headers: { "content-type": "text/plain" },
      body: "Water the plants",
    },
    answer: { instance: "/api/tasks", detail: "The Content-Type must be application/json" },
  },
  payload_too_large: {
    told: ["size"],
    causes: ["The body is longer than 1 MiB; that of a batch, than 10 MiB; that of an import, than 100 MiB."],
    remedies: ["Send less at once: several [batches](/docs/guides/batch), say."],
    answer: { instance: "/api/tasks", detail: "A body may have 1 MiB here" },
  },
  malformed: {
    told: ["form"],
    causes: [
      "The body is not well-formed JSON, or there is none where one is needed.",
      "It is nested deeper than 100 levels, or holds what is not Unicode.",
      "A header has no valid form, or the path has a `%` that is followed by no byte.",
    ],
    remedies: [
      "Let a JSON library write the body, rather than put text together.",
      "At a shell, put the body between single quotes.",
    ],
    request: { method: "POST", path: "/api/tasks", headers: json, body: '{"title":' },
    answer: { instance: "/api/tasks", detail: "The body is not well-formed JSON" },
  },
  other_user: {
    told: ["owner"],
    causes: ["A `userId` was sent, and it is not the one that the token stands for."],
    remedies: ["Leave `userId` out: the server knows from the token whose tasks are meant."],
    request: { method: "GET", path: "/api/tasks?userId=somebody-else" },
    answer: { instance: "/api/tasks" },
  },
  validation_failed: {
    told: ["input"],
    causes: [
      "A field that is needed is missing, or has a value that is not allowed.",
      "A field is not known: it is told rather than ignored, for you meant something by it.",
      "A cursor was changed, or is used with other filters.",
    ],
    remedies: [
      "Go through `errors`: every fault is there at once, `pointer` says where, `message` what would be right.",
      "In a form, show each `message` beside the field of its `pointer`.",
    ],
    request: {
      method: "POST",
      path: "/api/tasks",
      headers: json,
      body: '{"title":"Water the plants","colour":"green"}',
    },
    answer: {
      instance: "/api/tasks",
      errors: [{ pointer: "/colour", message: "There is no such field", code: "unrecognized_keys" }],
    },
  },
} as const satisfies { readonly [Code in ErrorCode]?: ErrorPage };
