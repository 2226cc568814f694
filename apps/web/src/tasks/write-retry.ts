import { TRPCClientError } from "@trpc/client";
import { isTransient } from "../api/describe-error.js";
import type { ApiClientError } from "../api/trpc.js";

/** Beyond these the user is told, and decides. */
const MOST_RETRIES = 2;
const MOST_WAITS = 10;

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;

/**
 * Whether to send a write again, with its idempotency key, so that it is done once: nothing answered, the server was
 * away, or an earlier try is still under way there.
 */
export function shouldRetry(failures: number, error: ApiClientError): boolean {
  return isUnderWay(error) ? failures < MOST_WAITS : failures < MOST_RETRIES && isTransient(error);
}

/** As long as the server says (`Retry-After`, RFC 9110, in seconds); else longer each time. In milliseconds. */
export function retryDelay(failures: number, error: ApiClientError): number {
  const seconds = Number(retryAfterOf(error) ?? Number.NaN);
  const wanted = Number.isFinite(seconds) ? seconds * 1000 : FIRST_DELAY_MS * 2 ** failures;
  return Math.min(Math.max(wanted, 0), LONGEST_DELAY_MS);
}

/** An earlier try under the same key has not been answered yet. */
function isUnderWay(error: ApiClientError): boolean {
  return error.data?.code === "idempotency_in_flight";
}

function retryAfterOf(error: unknown): string | null {
  const response: unknown = error instanceof TRPCClientError ? error.meta?.["response"] : undefined;
  return response instanceof Response ? response.headers.get("retry-after") : null;
}
