import type { Claim, Database } from "./database.js";
import type { Transaction } from "./prepared.js";
import type { Principal, Scope } from "./principal.js";
import { readAmongCalls } from "./read-together.js";
import { repeating } from "./repeating.js";
import type { Span } from "./span.js";
import { transactionPart, within } from "./traced.js";
import { transact, type TransactionOptions } from "./transaction.js";

/** What a query may do: read. */
export type ReadTransaction = Pick<Transaction, "select" | "$with" | "with" | "run" | "planForValues">;
/** What a mutation may do. */
export type WriteTransaction = Transaction;

export interface ReadOptions {
  /** Whose request it is for: PostgreSQL tells it as `application_name`, in its log (`%a`) and in `pg_stat_activity`. */
  readonly requestId?: string | undefined;
  /** What the transaction is a part of, where somebody looks. */
  readonly span?: Span | undefined;
}

interface ReadAtOnceOptions extends ReadOptions {
  /** It takes a moment: other calls of the same request may share the transaction (`sharedByCalls`). */
  readonly brief?: boolean;
}

export interface WriteOptions extends ReadOptions {
  /** That the change needs; `tasks:write` unless said. */
  readonly scope?: Exclude<Scope, "tasks:read">;
  /** That it may take, where that is more than usual. */
  readonly seconds?: number | undefined;
}

const SET_USER =
  "select set_config('role', $1, true), set_config('app.user_id', $2, true), set_config('application_name', $3, true)";
/** The role's own limit holds unless said. */
const SET_USER_AND_LIMIT = `${SET_USER}, set_config('statement_timeout', $4, true)`;

/**
 * Reads the principal's rows, and no one else's: one transaction, as `typedo_reader`. `work` may be run again, where
 * PostgreSQL undid the transaction because of others.
 *
 * @throws DatabaseUnavailableError when the database can't serve; nothing was changed
 * @throws DatabaseError when PostgreSQL refuses a statement
 */
export async function asUser<T>(
  database: Database,
  principal: Principal,
  work: (transaction: ReadTransaction) => Promise<T>,
  options?: ReadOptions,
): Promise<T> {
  return runTransaction(database, principal, "typedo_reader", work, { ...options });
}

/**
 * As `asUser`, in one trip to the database: `work` sends all its statements without waiting for an answer.
 *
 * @throws as `asUser`
 */
export function asUserAtOnce<T>(
  database: Database,
  principal: Principal,
  work: (transaction: ReadTransaction) => Promise<T>,
  { brief = false, requestId, span }: ReadAtOnceOptions = {},
): Promise<T> {
  const read = <R>(any: (transaction: Transaction) => Promise<R>) =>
    runTransaction(database, principal, "typedo_reader", any, { atOnce: true, requestId, span });
  return brief ? readAmongCalls(database, principal, read, work) : read(work);
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
  { scope = "tasks:write", seconds, requestId, span }: WriteOptions = {},
): Promise<T> {
  return runTransaction(database, principal, roleFor(principal, scope), work, { seconds, requestId, span });
}

/**
 * As `asWritingUser`, in one trip to the database: `work` sends all its statements without waiting for an answer, and
 * what it throws later undoes nothing.
 *
 * @throws as `asWritingUser`; a connection that is lost leaves the outcome unknown at any time
 */
export function asWritingUserAtOnce<T>(
  database: Database,
  principal: Principal,
  work: (transaction: WriteTransaction) => Promise<T>,
  { scope = "tasks:write", requestId, span }: Omit<WriteOptions, "seconds"> = {},
): Promise<T> {
  return runTransaction(database, principal, roleFor(principal, scope), work, { atOnce: true, requestId, span });
}

function roleFor({ scopes }: Principal, scope: Scope): Role {
  return scopes.includes(scope) ? "typedo_writer" : "typedo_reader";
}

type Role = "typedo_reader" | "typedo_writer";

function runTransaction<T>(
  database: Database,
  principal: Principal,
  role: Role,
  work: (transaction: WriteTransaction) => Promise<T>,
  { atOnce = false, seconds, requestId, span }: Pick<TransactionOptions, "atOnce" | "seconds"> & ReadOptions,
): Promise<T> {
  if (principal.userId === "") return Promise.reject(new TypeError("A transaction needs a user"));
  const user = [role, principal.userId, nameOf(requestId)];
  const opening =
    seconds === undefined
      ? { statement: SET_USER, parameters: user }
      : { statement: SET_USER_AND_LIMIT, parameters: [...user, `${seconds}s`] };
  const readOnly = role === "typedo_reader";
  const claim = {
    userId: principal.userId,
    work: readOnly ? "read" : seconds === undefined ? "change" : "long",
  } satisfies Claim;
  const runOnce = (part?: Span) =>
    database.lend((connection) => transact(connection, { opening, atOnce, readOnly, seconds, span: part }, work), {
      claim,
      span: part,
    });
  return repeating((run) => within(span, () => transactionPart(readOnly ? "read" : "write", run), runOnce));
}

/** PostgreSQL cuts off what is longer than 63 bytes, and says so each time. */
function nameOf(requestId: string | undefined): string {
  return requestId === undefined ? "typedo" : `typedo ${requestId}`.slice(0, 63);
}
