import { Pool, TimeoutError } from "tarn";
import { type Connection, type EndReason, openConnection } from "./connection.js";
import { DatabaseUnavailableError, translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";
import type { Span } from "./span.js";
import { WAITING, within } from "./traced.js";

/** A pool of connections, each lent to one transaction at a time. What a procedure does with it is `asUser`. */
export interface Database {
  /**
   * Lends a connection for as long as `work` takes. Who has any doubt about its state destroys it, and it is not lent again.
   *
   * @param span what the time until it is lent is a part of, where somebody looks
   * @throws DatabaseUnavailableError when none is free or can be made in time
   */
  lend<T>(work: (connection: Connection) => Promise<T>, span?: Span): Promise<T>;
  pool(): PoolState;
  /** Waits for what is lent, then closes all. */
  close(): Promise<void>;
}

/** How a pool fares. */
export interface PoolState {
  /** Connections that are lent. */
  readonly lent: number;
  /** Connections that wait to be lent. */
  readonly idle: number;
  /** Who waits for a connection. */
  readonly waiting: number;
  /** How often a connection was lent so far. */
  readonly leases: number;
  /** How many connections have ended so far, by why. */
  readonly ended: ReadonlyMap<EndReason, number>;
}

export interface DatabaseOptions {
  /** Connections, in all. */
  readonly poolSize: number;
  /** Milliseconds to wait for a free connection before giving up. */
  readonly acquireTimeout?: number;
}

/** Opens no connection yet: the first is made when the first is asked for. */
export function openDatabase(login: DatabaseLogin, options: DatabaseOptions): Database {
  const ended = new Map<EndReason, number>();
  let leases = 0;
  const pool = new Pool<Connection>({
    min: 0,
    max: options.poolSize,
    acquireTimeoutMillis: options.acquireTimeout ?? 1000,
    createTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    propagateCreateError: true,
    create: async () => openConnection(login),
    validate: (connection) => !connection.lost && !connection.worn,
    destroy(connection: Connection) {
      connection.destroy(connection.worn ? "worn" : "idle");
      const why = connection.ended ?? "idle";
      ended.set(why, (ended.get(why) ?? 0) + 1);
    },
  });

  return {
    async lend(work, span) {
      const connection = await (span === undefined ? acquire(pool) : within(span, WAITING, () => acquire(pool)));
      leases += 1;
      try {
        return await work(connection);
      } finally {
        pool.release(connection);
      }
    },
    pool: () => ({
      lent: pool.numUsed(),
      idle: pool.numFree(),
      waiting: pool.numPendingAcquires() + pool.numPendingCreates(),
      leases,
      ended,
    }),
    close: async () => {
      await pool.destroy();
    },
  };
}

async function acquire(pool: Pool<Connection>): Promise<Connection> {
  try {
    return await pool.acquire().promise;
  } catch (error) {
    throw error instanceof TimeoutError
      ? new DatabaseUnavailableError("pool-exhausted", error)
      : translateDatabaseError(error);
  }
}
