import { setTimeout as pause } from "node:timers/promises";
import { DatabaseError, DatabaseUnavailableError } from "./errors.js";

/** Times that a transaction is run which PostgreSQL undid because of others. */
const MOST_RUNS = 4;

/** Milliseconds before the second run, at most; twice as many before each further one. */
const FIRST_PAUSE = 10;

/**
 * A deadlock's victim, or what could not be serialised, was undone as a whole, and may well succeed another time. Each
 * pause is by chance, so that two that met do not meet again.
 */
export async function repeating<T>(
  run: (time: number) => Promise<T>,
  isRepeatable: (error: unknown) => boolean = isUndone,
): Promise<T> {
  for (let runs = 1; ; runs += 1) {
    try {
      return await run(runs);
    } catch (error) {
      if (!isRepeatable(error)) throw error;
      if (runs === MOST_RUNS) throw new DatabaseUnavailableError("contended", error);
      await pause(Math.random() * FIRST_PAUSE * 2 ** (runs - 1));
    }
  }
}

/** `serialization_failure` and `deadlock_detected`. */
const REPEATABLE = new Set(["40001", "40P01"]);

function isUndone(error: unknown): boolean {
  return error instanceof DatabaseError && REPEATABLE.has(error.sqlState);
}

/** As that, or given up because others held what it had to wait for (`lock_not_available`). */
export function isUndoneOrKept(error: unknown): boolean {
  if (!(error instanceof DatabaseUnavailableError)) return isUndone(error);
  return error.cause instanceof DatabaseError && error.cause.sqlState === "55P03";
}
