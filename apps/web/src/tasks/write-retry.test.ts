import { TRPCClientError } from "@trpc/client";
import type { AppRouter, ErrorCode } from "@typedo/api";
import { expect, test } from "vitest";
import { retryDelay, shouldRetry } from "./write-retry.js";

function answered(code: ErrorCode, httpStatus: 409 | 422 | 503, headers: Record<string, string> = {}) {
  const data = { code, httpStatus, errors: [], requestId: "r" };
  return TRPCClientError.from<AppRouter>(
    { error: { code: -32_603, message: "Refused", data } },
    { meta: { response: new Response(null, { status: httpStatus, headers }) } },
  );
}

const unanswered = TRPCClientError.from<AppRouter>(new TypeError("Failed to fetch"));

test("sends again what had no answer, or found the server away, but not for ever", () => {
  expect([0, 1, 2].map((failures) => shouldRetry(failures, unanswered))).toEqual([true, true, false]);
  expect(shouldRetry(0, answered("unavailable", 503))).toBe(true);
  expect(shouldRetry(0, answered("validation_failed", 422))).toBe(false);
  expect(shouldRetry(0, answered("idempotency_mismatch", 422))).toBe(false);
});

test("goes on waiting while an earlier try is under way, as long as the server says", () => {
  const underWay = answered("idempotency_in_flight", 409, { "retry-after": "3" });
  expect(shouldRetry(5, underWay)).toBe(true);
  expect(shouldRetry(50, underWay)).toBe(false);
  expect(retryDelay(0, underWay)).toBe(3000);
});

test("waits longer each time where the server says nothing", () => {
  expect([0, 1].map((failures) => retryDelay(failures, unanswered))).toEqual([1000, 2000]);
  expect(retryDelay(20, unanswered)).toBe(30_000);
  expect(retryDelay(0, answered("unavailable", 503, { "retry-after": "soon" }))).toBe(1000);
  expect(retryDelay(0, answered("unavailable", 503, { "retry-after": "9999999" }))).toBe(30_000);
});
