import { setTimeout as pause } from "node:timers/promises";
import { DatabaseError, DatabaseUnavailableError } from "./errors.js";

/** Times that a transaction is run which PostgreSQL undid because of others. */
const MOST_RUNS = 4;

/** Milliseconds before the second run, at most; twice as many before each further one. */
const FIRST_PAUSE = 10;

export interface Repeating {
  /** A failure after which the transaction is as if it had never been: a deadlock, or what can't be serialised, unless said. */
  readonly isRepeatable?: (error: unknown) => boolean;
  /** In which it is run again, instead of so many times. */
  readonly seconds?: number;
}

/**
 * A deadlock's victim, or what could not be serialised, was undone as a whole, and may well succeed another time. Each
 * pause is by chance, so that two that met do not meet again.
 */
export async function repeating<T>(
  run: (time: number) => Promise<T>,
  { isRepeatable = isUndone, seconds }: Repeating = {},
): Promise<T> {
  const since = performance.now();
  const isEnough = (runs: number) =>
    seconds === undefined ? runs === MOST_RUNS : performance.now() - since > seconds * 1000;
  for (let runs = 1; ; runs += 1) {
    try {
      return await run(runs);
    } catch (error) {
      if (!isRepeatable(error)) throw error;
      if (isEnough(runs)) throw new DatabaseUnavailableError("contended", error);
      await pause(Math.random() * FIRST_PAUSE * 2 ** Math.min(runs - 1, MOST_RUNS));
    }
  }
}

/** `serialization_failure` and `deadlock_detected`. */
const REPEATABLE = new Set(["40001", "40P01"]);

function isUndone(error: unknown): boolean {
  return error instanceof DatabaseError && REPEATABLE.has(error.sqlState);
}

/** As that, or given up because others had locked what it had to wait for (`lock_not_available`). */
export function isUndoneOrLocked(error: unknown): boolean {
  if (!(error instanceof DatabaseUnavailableError)) return isUndone(error);
  return error.cause instanceof DatabaseError && error.cause.sqlState === "55P03";
}
