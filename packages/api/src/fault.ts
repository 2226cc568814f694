import { TRPCError } from "@trpc/server";
import { DatabaseError, DatabaseUnavailableError } from "@typedo/db";
import { z } from "zod";
import {
  ApiError,
  type ErrorCode,
  type ErrorDetails,
  type InputFault,
  invalidInput,
  unauthenticated,
} from "./errors.js";
import type { UpdateTaskInput } from "./tasks/tasks.schema.js";

/** What a caller is told of an error. */
export interface Fault extends ErrorDetails {
  readonly code: ErrorCode;
}

/** Any error, thrown anywhere, as what a caller is told. What is not known here is `internal`, and tells nothing. */
export function toFault(error: unknown): Fault {
  const known = asApiError(error);
  return known ? { code: known.kind, ...known.details } : { code: "internal", cause: error };
}

function asApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof DatabaseUnavailableError) return unavailable(error);
  if (error instanceof DatabaseError) return fromDatabase(error);
  if (error instanceof TRPCError) return fromTrpc(error);
  return undefined;
}

function unavailable(error: DatabaseUnavailableError): ApiError {
  return new ApiError("unavailable", {
    detail:
      error.reason === "outcome-unknown"
        ? "The connection to the database was lost while the change was being stored: it may be there or not"
        : "The database can't serve at the moment; nothing was changed",
    headers: { "retry-after": "1" },
    cause: error,
  });
}

/** What a row's own rules refuse, by the constraint's name, although the input's schema let it pass. */
const constraints: Readonly<Record<string, () => ApiError>> = {
  tasks_pkey: () =>
    new ApiError("conflict", { detail: "There is already a task with this id; it may be in the trash" }),
  user_state_user_fkey: () => unauthenticated(true),
  idempotency_user_fkey: () => unauthenticated(true),
  tasks_user_fkey: () => unauthenticated(true),
  tasks_parent_fkey: () =>
    invalidInput({
      pointer: pointerTo("parentId"),
      message: "There is no such task to be a part of",
      code: "no_such_parent",
    }),
  tasks_parent_other: circularParent,
  tasks_parent_acyclic: circularParent,
  tasks_parent_depth: () =>
    invalidInput({
      pointer: pointerTo("parentId"),
      message: "A task can't be a part of a part more than 100 levels deep",
      code: "too_deep",
    }),
  tasks_due_time_needs_date: () =>
    invalidInput({
      pointer: pointerTo("dueTime"),
      message: "A due time needs a due date",
      code: "due_time_without_date",
    }),
};

/** The pointer to a field of a task; the compiler knows their names. */
function pointerTo(field: keyof UpdateTaskInput): string {
  return `/${field}`;
}

function circularParent(): ApiError {
  return invalidInput({
    pointer: pointerTo("parentId"),
    message: "A task can't be a part of itself",
    code: "circular_parent",
  });
}

function fromDatabase(error: DatabaseError): ApiError | undefined {
  // invalid_parameter_value: a time zone that this PostgreSQL does not know, although we do.
  if (error.sqlState === "22023") {
    return invalidInput({
      pointer: pointerTo("timeZone"),
      message: "The database does not know this time zone",
      code: "unknown_time_zone",
    });
  }
  return error.constraint === undefined ? undefined : constraints[error.constraint]?.();
}

const trpcKinds: Readonly<Partial<Record<TRPCError["code"], ErrorCode>>> = {
  PARSE_ERROR: "malformed",
  BAD_REQUEST: "malformed",
  UNAUTHORIZED: "unauthenticated",
  FORBIDDEN: "missing_scope",
  NOT_FOUND: "not_found",
  PRECONDITION_FAILED: "precondition_failed",
  METHOD_NOT_SUPPORTED: "method_not_allowed",
  PAYLOAD_TOO_LARGE: "payload_too_large",
  UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
};

/** tRPC's own: an input that its schema refuses, an unknown procedure, a body that can't be read. */
function fromTrpc(error: TRPCError): ApiError | undefined {
  if (error.code === "BAD_REQUEST" && error.cause instanceof z.ZodError) {
    return invalidInputs(error.cause.issues.flatMap(toInputFaults));
  }
  const kind = trpcKinds[error.code];
  if (kind) return new ApiError(kind, { cause: error });
  return error.cause === undefined || error.cause === error ? undefined : asApiError(error.cause);
}

/** Faults that are told of one input. */
const MOST_FAULTS = 1000;

function invalidInputs(faults: readonly InputFault[]): ApiError {
  if (faults.length <= MOST_FAULTS) return new ApiError("validation_failed", { errors: faults });
  const detail = `There are ${faults.length} faults, of which the first ${MOST_FAULTS} are listed`;
  return new ApiError("validation_failed", { detail, errors: faults.slice(0, MOST_FAULTS) });
}

/** A field that is not known is one fault each, at the field's own place. */
function toInputFaults(issue: z.core.$ZodIssue): InputFault[] {
  const at = (path: readonly PropertyKey[]) =>
    path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: at([...issue.path, key]),
      message: "There is no such field",
      code: issue.code,
    }));
  }
  return [{ pointer: at(issue.path), message: issue.message, code: issue.code }];
}
