import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "@typedo/db";
import type { Logger } from "pino";

/** Milliseconds between two rounds. */
const EVERY = 10 * 60 * 1000;

/** Milliseconds that one batch may take. */
const DEADLINE = 10_000;

/** Rows of one batch. */
const BATCH = 1000;

/** Each clears a batch away, and tells of how many rows. */
const FUNCTIONS = ["app.sweep_idempotency", "app.sweep_sessions"] as const;
type SweepFunction = (typeof FUNCTIONS)[number];

type Connection = Parameters<Parameters<Database["lend"]>[0]>[0];

export interface SweepOptions {
  /** Milliseconds. */
  readonly every?: number;
  /** Milliseconds. */
  readonly deadline?: number;
}

/**
 * Clears away what has expired, idempotency keys after a day, sessions and mailed links a day later: from now on and then
 * again and again, one round at a time. `close` cuts short what is under way, and waits for that.
 */
export function sweepExpired(
  database: Database,
  log: Logger,
  { every = EVERY, deadline = DEADLINE }: SweepOptions = {},
): { close(): Promise<void> } {
  const closing = new AbortController();
  const { signal } = closing;

  const sweepAll = async (name: SweepFunction) => {
    try {
      let swept = BATCH;
      while (swept === BATCH && !signal.aborted) {
        swept = await database.lend((connection) => sweepBatch(connection, name, deadline, signal));
      }
    } catch (error) {
      if (!signal.aborted)
        log.warn({ err: error, name }, "What has expired was not cleared away; the next round tries again");
    }
  };
  const sweepForEver = async () => {
    while (!signal.aborted) {
      for (const name of FUNCTIONS) await sweepAll(name);
      // Rejects when closed, which the loop sees by itself.
      await pause(every, undefined, { ref: false, signal }).catch(() => {});
    }
  };

  const ended = sweepForEver();
  return {
    async close() {
      closing.abort();
      await ended;
    },
  };
}

/** In a transaction, whose end takes the time limit away again. A connection in doubt is never used for anything else. */
async function sweepBatch(
  connection: Connection,
  name: SweepFunction,
  deadline: number,
  closing: AbortSignal,
): Promise<number> {
  const cut = () => connection.destroy("doubt");
  // The database keeps the limit itself; this is for one that does not answer at all.
  const timer = setTimeout(cut, 2 * deadline);
  closing.addEventListener("abort", cut, { once: true });
  try {
    const [, , swept, end] = await Promise.all([
      connection.run("begin"),
      connection.run("select set_config('statement_timeout', $1, true)", [String(deadline)]),
      connection.run(`select ${name}($1)`, [BATCH]),
      connection.run("commit"),
    ]);
    if (end.command !== "COMMIT") throw new Error(`The database answered commit with ${end.command}`);
    return Number(swept.rows[0]?.[0]);
  } catch (error) {
    cut();
    throw error;
  } finally {
    clearTimeout(timer);
    closing.removeEventListener("abort", cut);
  }
}
