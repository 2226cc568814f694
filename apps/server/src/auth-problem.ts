import { errorCatalogue, type ErrorCode } from "@typedo/api";
import { problemType } from "./problem-type.js";

/** Carries the client's checked address to Better Auth; one that a client sends itself is dropped. */
export const CLIENT_ADDRESS = "x-typedo-client-address";

/** Better Auth's own error as problem details, with its `code` and `message` kept, which its client reads. */
export function authProblem(
  request: Request,
  status: number,
  error: { readonly code: string; readonly message: string },
) {
  const kind = kindOf(status);
  return {
    body: {
      type: problemType(kind),
      title: errorCatalogue[kind].title,
      status,
      detail: error.message,
      instance: new URL(request.url).pathname,
      code: error.code,
      message: error.message,
      requestId: request.headers.get("x-request-id"),
    },
    headers: status === 503 ? { "retry-after": "1" } : {},
  };
}

function kindOf(status: number): ErrorCode {
  switch (status) {
    case 401:
      return "unauthenticated";
    // Of Better Auth's refusals with 403, these are what is in use here.
    case 403:
      return "untrusted_origin";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 409:
      return "conflict";
    case 413:
      return "payload_too_large";
    case 415:
      return "unsupported_media_type";
    case 422:
      return "validation_failed";
    case 429:
      return "too_many_requests";
    case 503:
      return "unavailable";
    default:
      return status < 500 ? "malformed" : "internal";
  }
}
