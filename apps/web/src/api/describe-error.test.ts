import { TRPCClientError } from "@trpc/client";
import type { AppRouter, ErrorCode } from "@typedo/api";
import { expect, test } from "vitest";
import { SessionEndedError } from "../account/token-keeper.js";
import { describeError, faultsAt, isTransient } from "./describe-error.js";

/** An error as the API answers it. */
function answered(
  code: ErrorCode,
  httpStatus: 422 | 429 | 500 | 503,
  errors: { pointer: string; message: string }[] = [],
) {
  const data = { code, httpStatus, errors: errors.map((fault) => ({ ...fault, code: "x" })), requestId: "request-1" };
  return new TRPCClientError<AppRouter>("Server's words", {
    result: { error: { code: -32_603, message: "Server's words", data } },
  });
}

const unanswered = TRPCClientError.from<AppRouter>(new TypeError("Failed to fetch"));

test("tells what the server says of a field at that field alone", () => {
  const error = answered("validation_failed", 422, [
    { pointer: "/title", message: "Must be at most 500 characters long" },
    { pointer: "/labels/3", message: "Must not be empty" },
  ]);
  expect(faultsAt(error, ["/title"])).toBe("Must be at most 500 characters long.");
  expect(faultsAt(error, ["/labels"])).toBe("Must not be empty.");
  expect(faultsAt(error, ["/label"])).toBeUndefined();
  expect(faultsAt(null, ["/title"])).toBeUndefined();
  expect(describeError(error)).toContain("Must be at most 500 characters long; Must not be empty");
});

test("finds words for an answer, and for none", () => {
  expect(describeError(answered("internal", 500))).toContain("tell us this: request-1");
  expect(describeError(answered("unavailable", 503))).toContain("try again in a moment");
  expect(describeError(answered("too_many_requests", 429))).toContain("wait a minute");
  expect(describeError(unanswered)).toContain("can't be reached");
  expect(describeError(TRPCClientError.from<AppRouter>(new SessionEndedError("over")))).toBe("Your session has ended.");
});

test("knows a limit that was told by what stands before the API", () => {
  const error = new TRPCClientError<AppRouter>("Unable to transform response", {
    meta: { response: new Response(null, { status: 429 }) },
  });
  expect(describeError(error)).toContain("wait a minute");
});

test("tries again what had no answer, or found the server away; not what was refused, nor a session that is over", () => {
  expect(isTransient(unanswered)).toBe(true);
  expect(isTransient(answered("unavailable", 503))).toBe(true);
  expect(isTransient(answered("validation_failed", 422))).toBe(false);
  expect(isTransient(TRPCClientError.from(new SessionEndedError("over")))).toBe(false);
});
