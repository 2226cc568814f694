import { drizzle, type PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import { openDatabase, type DatabaseOptions } from "./database.js";
import { translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";
import type { Transaction } from "./prepared.js";
import { transact } from "./transaction.js";

/** What Better Auth's Drizzle adapter works with: schema `auth`, under a login that sees nothing else. */
export interface AuthDatabase extends Pick<PgRemoteDatabase, "select" | "insert" | "update" | "delete"> {
  /** One transaction on one connection, committed when `work` resolves. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Each statement outside of `transaction` is a transaction of its own, on whichever connection is free. */
export function openAuthDatabase(login: DatabaseLogin, options: DatabaseOptions): AuthDatabase {
  const database = openDatabase(login, options);
  const single = drizzle(async (statement, parameters) =>
    database.lend(async (connection) => {
      try {
        const { rows } = await connection.run(statement, parameters);
        return { rows: [...rows] };
      } catch (error) {
        throw translateDatabaseError(error);
      }
    }),
  );
  return Object.assign(single, {
    transaction: async <T>(work: (transaction: Transaction) => Promise<T>) =>
      database.lend((connection) => transact(connection, {}, work)),
    close: () => database.close(),
  });
}
