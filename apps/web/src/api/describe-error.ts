import { TRPCClientError } from "@trpc/client";
import type { AppRouter, ErrorCode } from "@typedo/api";
import { asSentence } from "./as-sentence.js";
import { SessionEndedError } from "../account/token-keeper.js";
import type { ApiClientError } from "./trpc.js";

/** What the API's own words are too technical for, in ours. */
const words: Partial<Record<ErrorCode, string>> = {
  not_found: "This task is not there any more.",
  unauthenticated: "Your session has ended.",
  too_many_keys: "You have 50 keys, and can't have more. Please revoke one first.",
  too_many_requests: "That was a lot at once. Please wait a minute, then try again.",
  unavailable: "Typedo can't save or load just now. Please try again in a moment.",
  internal: "Something went wrong on our side. Please try again.",
};

const UNREACHABLE = "Typedo can't be reached. Please check your connection, then try again.";

/** An error of an API call, as a sentence for people. */
export function describeError(error: ApiClientError): string {
  if (error.data) {
    // The server's log has it under the same number.
    if (error.data.code === "internal")
      return `${words.internal} If it stays so, tell us this: ${error.data.requestId}`;
    const faults = error.data.errors.map((fault) => fault.message);
    return words[error.data.code] ?? (faults.length > 0 ? asSentence(faults.join("; ")) : asSentence(error.message));
  }
  if (isApiError(error) && error.cause instanceof SessionEndedError) return words.unauthenticated ?? UNREACHABLE;
  return statusOf(error) === 429 ? (words.too_many_requests ?? UNREACHABLE) : UNREACHABLE;
}

/** Of an answer that does not come from the API itself, but from what stands before it. */
function statusOf(error: unknown): number | undefined {
  return isApiError(error) && error.meta?.["response"] instanceof Response ? error.meta["response"].status : undefined;
}

function isApiError(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof TRPCClientError;
}

/** True if the same call may well succeed in a moment: nothing answered, or the server was away. */
export function isTransient(error: unknown): boolean {
  if (!isApiError(error) || error.cause instanceof SessionEndedError) return false;
  const status = error.data?.httpStatus ?? statusOf(error);
  return status === undefined || status === 503;
}

/** The server's words about one field, if that is what it refused. */
export function faultsAt(error: ApiClientError | null, pointers: readonly string[]): string | undefined {
  const faults = error?.data?.errors.filter(({ pointer }) =>
    pointers.some((place) => pointer === place || pointer.startsWith(`${place}/`)),
  );
  return faults && faults.length > 0 ? asSentence(faults.map((fault) => fault.message).join("; ")) : undefined;
}
