import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import type { Database } from "./database.js";
import type { Principal, Scope } from "./principal.js";
import { transact } from "./transaction.js";

/** What a query may do: read. */
export type ReadTransaction = Pick<PgRemoteDatabase, "select" | "$with" | "with">;
/** What a mutation may do. */
export type WriteTransaction = ReadTransaction & Pick<PgRemoteDatabase, "insert" | "update" | "delete">;

const SET_USER = "select set_config('role', $1, true), set_config('app.user_id', $2, true)";

/**
 * Reads the principal's rows, and no one else's: one transaction, as `typedo_reader`.
 *
 * @throws DatabaseUnavailableError when the database can't serve; nothing was changed
 * @throws DatabaseError when PostgreSQL refuses a statement
 */
export async function asUser<T>(
  database: Database,
  principal: Principal,
  work: (transaction: ReadTransaction) => Promise<T>,
): Promise<T> {
  return runTransaction(database, principal, "typedo_reader", work);
}

/**
 * Changes the principal's rows, and no one else's: one transaction, as `typedo_writer` if the principal has the scope
 * that the change needs. Otherwise as `typedo_reader`, so that PostgreSQL refuses each write, whatever our code forgot
 * to check.
 *
 * @throws DatabaseUnavailableError when the database can't serve; nothing was changed, unless its reason is
 *   `outcome-unknown`
 * @throws DatabaseError when PostgreSQL refuses a statement
 */
export async function asWritingUser<T>(
  database: Database,
  principal: Principal,
  work: (transaction: WriteTransaction) => Promise<T>,
  scope: Exclude<Scope, "tasks:read"> = "tasks:write",
): Promise<T> {
  const role = principal.scopes.includes(scope) ? "typedo_writer" : "typedo_reader";
  return runTransaction(database, principal, role, work);
}

async function runTransaction<T>(
  database: Database,
  principal: Principal,
  role: "typedo_reader" | "typedo_writer",
  work: (transaction: WriteTransaction) => Promise<T>,
): Promise<T> {
  if (principal.userId === "") throw new TypeError("A transaction needs a user");
  return database.lend((connection) =>
    transact(connection, { statement: SET_USER, parameters: [role, principal.userId] }, work),
  );
}
