import type { AuthDatabase } from "@typedo/db";
import type { Logger } from "pino";
import { type BudgetStore, WINDOW } from "./budget-store.js";
import { fallBack, type SharedStore } from "./fall-back.js";
import { openMemoryStore } from "./memory-store.js";
import { openPostgresStore } from "./postgres-store.js";
import { openRedisStore } from "./redis-store.js";

interface ClosableStore extends BudgetStore {
  close(): Promise<void>;
}

/** A store that has to be closed. */
export interface Budgets extends SharedStore {
  close(): Promise<void>;
}

/** The budgets that all servers share: in Redis where there is a URL of one, or else in the database. */
export async function openBudgets(redisUrl: string | undefined, database: AuthDatabase, log: Logger): Promise<Budgets> {
  const clock = () => performance.now();
  const store: ClosableStore =
    redisUrl === undefined ? await keepInPostgres(database, log) : await openRedisStore(redisUrl);
  const where = redisUrl === undefined ? "The database" : "REDIS_URL";
  const { take, isShared } = fallBack({
    store,
    own: openMemoryStore(clock),
    clock,
    onAway: (cause) =>
      log.warn(
        { reason: reasonOf(cause) },
        `${where} does not keep the limits now: each process counts by itself until it does`,
      ),
    onBack: () => log.info(`${where} keeps the limits again`),
  });
  return { take, isShared, close: store.close };
}

async function keepInPostgres(database: AuthDatabase, log: Logger): Promise<ClosableStore> {
  const store = openPostgresStore(database);
  let isUsed = true;
  const clear = async () => {
    // A database that nobody uses may sleep.
    if (!isUsed) return;
    isUsed = false;
    try {
      await store.clear();
    } catch (error) {
      log.debug({ reason: reasonOf(error) }, "Old budgets were not cleared away");
    }
  };
  // It has to connect for this, so that the first request need not.
  await clear();
  const sweep = setInterval(() => void clear(), WINDOW).unref();
  const take: BudgetStore["take"] = async (...wanted) => {
    isUsed = true;
    return store.take(...wanted);
  };
  return { take, close: async () => clearInterval(sweep) };
}

/** Its message alone: an error of ioredis has the command with it, and so whose budget it was. */
function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
