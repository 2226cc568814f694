import type { Database } from "./database.js";
import { DatabaseUnavailableError } from "./errors.js";
import type { Transaction } from "./prepared.js";
import type { Principal } from "./principal.js";

type Work<T> = (transaction: Transaction) => Promise<T>;

/** Reads one user's rows in a transaction at once. */
type Read = <T>(work: Work<T>) => Promise<T>;

/** What waits to be read with others, whatever it gives. */
interface Reading {
  /** Gives what tells whoever waits, for when the transaction is committed. */
  among(transaction: Transaction): Promise<() => void>;
  alone(): Promise<void>;
  fail(reason: unknown): void;
}

class SharedDatabase implements Database {
  readonly lend: Database["lend"];
  readonly pool: Database["pool"];
  readonly close: Database["close"];
  /** What has just begun to read, by principal: mostly one. */
  readonly begun = new Map<Principal, Reading[]>();

  constructor({ lend, pool, close }: Database) {
    this.lend = lend;
    this.pool = pool;
    this.close = close;
  }
}

/**
 * The database for a request that makes several calls: what they read briefly and at the same moment, they read in one
 * transaction, and so by one connection and in one trip.
 */
export function sharedByCalls(database: Database): Database {
  return new SharedDatabase(database);
}

/** Reads with the other calls of the same request, where the database is shared by them. */
export function readAmongCalls<T>(database: Database, principal: Principal, read: Read, work: Work<T>): Promise<T> {
  if (!(database instanceof SharedDatabase)) return read(work);
  const { begun } = database;
  return new Promise((resolve, reject) => {
    const reading: Reading = {
      async among(transaction) {
        const result = await work(transaction);
        return () => resolve(result);
      },
      alone: async () => read(work).then(resolve, reject),
      fail: reject,
    };
    const others = begun.get(principal);
    if (others) {
      others.push(reading);
      return;
    }
    const readings = [reading];
    begun.set(principal, readings);
    // After all that is ready to run, so that whatever began with this is here.
    process.nextTick(() => {
      begun.delete(principal);
      void readAll(readings, read);
    });
  });
}

/**
 * In one transaction. Where that fails, each is read again by itself, so that none takes what another did wrong; unless
 * the database can't serve, which is the same for all.
 */
async function readAll(readings: readonly Reading[], read: Read): Promise<void> {
  const [first, second] = readings;
  if (first && !second) return first.alone();
  try {
    const tell = await read(async (transaction) => Promise.all(readings.map((reading) => reading.among(transaction))));
    for (const each of tell) each();
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) for (const reading of readings) reading.fail(error);
    else await Promise.all(readings.map((reading) => reading.alone()));
  }
}
