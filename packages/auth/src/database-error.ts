import { DatabaseError, DatabaseUnavailableError } from "@typedo/db";
import { DrizzleQueryError } from "drizzle-orm";

// Classes 08 (connection), 53 (resources), 57 (shutdown, timeout), 58 (system): the caller may try again.
const AWAY = /^(?:08|53|57|58)/;

/**
 * A database error with nothing of any row in it: Drizzle's message holds every parameter, and what PostgreSQL says of
 * a statement within a transaction quotes the data, addresses and password hashes. Other errors as they are.
 */
export function cleanDatabaseError(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") return cause;
  const { code } = cause;
  if (cause.name === "PostgresError") {
    const constraint = "constraint_name" in cause ? String(cause.constraint_name) : undefined;
    const cleaned = new DatabaseError(code, constraint, `SQLSTATE ${code}${constraint ? ` by ${constraint}` : ""}`);
    return AWAY.test(code) ? new DatabaseUnavailableError("refused", cleaned) : cleaned;
  }
  // A socket's error or the driver's.
  return /^(?:CONNECT|CONNECTION_|E[A-Z]+$)/.test(code)
    ? new DatabaseUnavailableError("connection-lost", cause)
    : cause;
}

/** Class 23 is a constraint's word, such as that an address is taken: Better Auth has an answer to that. */
export function isFault(error: unknown): error is DatabaseUnavailableError | DatabaseError {
  if (error instanceof DatabaseError) return !error.sqlState.startsWith("23");
  return error instanceof DatabaseUnavailableError;
}
