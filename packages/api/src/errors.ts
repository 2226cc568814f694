import { TRPCError } from "@trpc/server";

interface ErrorKind {
  readonly status: number;
  readonly title: string;
  /** For the page about it: what happened, and what to do. */
  readonly description: string;
  /** Whether the answer has `Retry-After` although its status does not say so. */
  readonly retryAfter?: true;
}

/** Every error of the API, at both doors. The keys are the `code`s that clients see: never renamed. */
export const errorCatalogue = {
  malformed: {
    status: 400,
    title: "The request can't be read",
    description:
      "The body is not well-formed JSON, or a header or the path has no valid form. Send what the document describes.",
  },
  unauthenticated: {
    status: 401,
    title: "No valid token",
    description:
      "Send `Authorization: Bearer <token>` with a token that is whole, meant for this API, and not expired; and whose user still exists.",
  },
  missing_scope: {
    status: 403,
    title: "The token may not do this",
    description: "The token is good, but lacks the scope that this call needs. Ask for a token with that scope.",
  },
  other_user: {
    status: 403,
    title: "Not your own user id",
    description: "A `userId` may be sent, but must be the caller's own: nobody acts for another user.",
  },
  untrusted_origin: {
    status: 403,
    title: "Not from there, or not to there",
    description:
      "At `/api/auth`: a browser's request came from a page of an origin that is not trusted, or a link would lead to one.",
  },
  not_found: {
    status: 404,
    title: "There is no such thing",
    description: "Nothing is at this path, or it is not yours; the two can't be told apart.",
  },
  method_not_allowed: {
    status: 405,
    title: "The path knows no such method",
    description: "`Allow` lists the methods that the path knows.",
  },
  not_acceptable: {
    status: 406,
    title: "Only JSON is served",
    description: "Send an `Accept` header that includes `application/json`, or none.",
  },
  conflict: {
    status: 409,
    title: "It exists already",
    description:
      "An id was chosen that the user already has, in the trash perhaps. Choose another, or change what is there.",
  },
  too_many_keys: {
    status: 409,
    title: "There are too many API keys",
    description: "A user has 50 keys at most. Revoke one that is not used any more, then make the new one.",
  },
  idempotency_in_flight: {
    status: 409,
    title: "The same call is still under way",
    retryAfter: true,
    description:
      "Another request with this idempotency key has not been answered yet. Try again after the seconds of `Retry-After`, with the same key: the answer is then that request's.",
  },
  precondition_failed: {
    status: 412,
    title: "It has changed meanwhile",
    description:
      "`If-Match` (at tRPC `ifVersion`) names a version that is not the present one, or `If-None-Match: *` something that exists. Nothing was changed. Read it again, and decide anew.",
  },
  payload_too_large: {
    status: 413,
    title: "The body is too large",
    description:
      "A body may have 1 MiB, unless the call says otherwise, and no more than 25,000 values. Send it in several calls.",
  },
  unsupported_media_type: {
    status: 415,
    title: "The body is not JSON",
    description: "Send `Content-Type: application/json`, without compression.",
  },
  validation_failed: {
    status: 422,
    title: "The request is understood, but invalid",
    description: "`errors` lists every fault, up to 1,000: where it is, and what would be right.",
  },
  idempotency_mismatch: {
    status: 422,
    title: "The idempotency key belongs to another call",
    description:
      "A key stands for one call with one input for 24 hours, and this one was used for another. Send a new key with a new call.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    description: "Wait for the seconds of `Retry-After`, then try again.",
  },
  internal: {
    status: 500,
    title: "The server failed",
    description: "Not the caller's fault, and logged. Name the `requestId` when you report it.",
  },
  unavailable: {
    status: 503,
    title: "Not available for the moment",
    description:
      "The database is away or the server is full. Try again after the seconds of `Retry-After`; a write may have been stored nevertheless.",
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCatalogue;

type Status = (typeof errorCatalogue)[ErrorCode]["status"];

/** tRPC's own name for each status, so that its clients and links know it. */
const trpcCodes = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  406: "BAD_REQUEST",
  409: "CONFLICT",
  412: "PRECONDITION_FAILED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_SERVER_ERROR",
  503: "SERVICE_UNAVAILABLE",
} as const satisfies Record<Status, TRPCError["code"]>;

/** One fault of an input: where it is (a JSON pointer, RFC 6901, into the input), and what would be right. */
export interface InputFault {
  readonly pointer: string;
  readonly message: string;
  readonly code: string;
}

export interface ErrorDetails {
  /** A sentence for people, about this very case; without anything of the inside. */
  readonly detail?: string;
  readonly errors?: readonly InputFault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An error that a caller is meant to see. Whatever else is thrown is `internal`. */
export class ApiError extends TRPCError {
  readonly kind: ErrorCode;
  readonly details: ErrorDetails;

  constructor(kind: ErrorCode, details: ErrorDetails = {}) {
    const { status, title } = errorCatalogue[kind];
    super({ code: trpcCodes[status], message: details.detail ?? title, cause: details.cause });
    this.kind = kind;
    this.details = details;
  }
}

/** No token, or none that is accepted (RFC 6750, section 3). */
export function unauthenticated(tokenSent: boolean, cause?: unknown): ApiError {
  return new ApiError("unauthenticated", {
    detail: tokenSent
      ? "The token is not accepted: it is malformed, expired, forged or meant for another service"
      : "A bearer token is needed",
    headers: { "www-authenticate": tokenSent ? 'Bearer error="invalid_token"' : "Bearer" },
    cause,
  });
}

export function invalidInput(fault: InputFault): ApiError {
  return new ApiError("validation_failed", { detail: fault.message, errors: [fault] });
}
