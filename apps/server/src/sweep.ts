import type { Database } from "@typedo/db";
import type { Logger } from "pino";

/** Milliseconds between two rounds. */
const EVERY = 10 * 60 * 1000;

/** Rows of one statement. */
const BATCH = 1000;

/** Clears idempotency keys away that are older than a day, from now on and then again and again. */
export function sweepIdempotency(database: Database, log: Logger): { close(): Promise<void> } {
  let round: Promise<void> = Promise.resolve();
  const sweep = async () => {
    try {
      let swept = BATCH;
      while (swept === BATCH) {
        swept = await database.lend(async (connection) => {
          const { rows } = await connection.run("select app.sweep_idempotency($1)", [BATCH]);
          return Number(rows[0]?.[0]);
        });
      }
    } catch (error) {
      log.warn({ err: error }, "Old idempotency keys were not cleared away; the next round tries again");
    }
  };
  round = sweep();
  const timer = setInterval(() => {
    round = sweep();
  }, EVERY).unref();
  return {
    async close() {
      clearInterval(timer);
      await round;
    },
  };
}
