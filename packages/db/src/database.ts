import { Pool, TimeoutError } from "tarn";
import { type Connection, openConnection } from "./connection.js";
import { DatabaseUnavailableError, translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";

/** A pool of connections, each lent to one transaction at a time. What a procedure does with it is `asUser`. */
export interface Database {
  /**
   * Lends a connection for as long as `work` takes. Who has any doubt about its state destroys it, and it is not lent again.
   *
   * @throws DatabaseUnavailableError when none is free or can be made in time
   */
  lend<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Waits for what is lent, then closes all. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connections, in all. */
  readonly poolSize: number;
  /** Milliseconds to wait for a free connection before giving up. */
  readonly acquireTimeout?: number;
}

/** Opens no connection yet: the first is made when the first is asked for. */
export function openDatabase(login: DatabaseLogin, options: DatabaseOptions): Database {
  const pool = new Pool<Connection>({
    min: 0,
    max: options.poolSize,
    acquireTimeoutMillis: options.acquireTimeout ?? 1000,
    createTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    propagateCreateError: true,
    create: async () => openConnection(login),
    validate: (connection) => !connection.lost && !connection.worn,
    destroy: (connection: Connection) => connection.destroy(),
  });

  return {
    async lend(work) {
      const connection = await acquire(pool);
      try {
        return await work(connection);
      } finally {
        pool.release(connection);
      }
    },
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
