import { drizzle, type PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import type { Connection, StatementResult } from "./connection.js";
import { type Claim, type DatabaseOptions, openDatabase, type PoolState } from "./database.js";
import { DatabaseError, DatabaseUnavailableError, translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";
import { type Prepared, runPrepared, type Transaction } from "./prepared.js";
import { isUndoneOrLocked, repeating } from "./repeating.js";
import type { Span } from "./span.js";
import { statementPart, transactionPart, within } from "./traced.js";
import {
  explainFailure,
  type Progress,
  transact,
  type TransactionOptions,
  USUAL_SECONDS,
  withinDeadline,
} from "./transaction.js";

/**
 * What Better Auth's Drizzle adapter works with: schema `auth`, under a login that sees nothing else. A statement that
 * is not answered within 5 s is given up, and its connection with it.
 */
export interface AuthDatabase extends Pick<PgRemoteDatabase, "select" | "insert" | "update" | "delete"> {
  /** One transaction on one connection, committed when `work` resolves. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: AuthTransactionOptions): Promise<T>;
  /** One statement that was built before, in one trip: a transaction of its own. */
  run<T>(prepared: Prepared<T>, values: Record<string, unknown>): Promise<T>;
  pool(): PoolState;
  close(): Promise<void>;
}

export interface AuthTransactionOptions {
  /**
   * That it may take, all in all; 5 unless said. What takes longer locks much, in another order than others do, some of
   * whom wait for it where PostgreSQL can't see that they do: so it gives up what it holds after a second, and `work` is
   * run again.
   */
  readonly seconds?: number | undefined;
  /** Whose change it is, where that has to wait for others of the same user: it does so without a connection. */
  readonly userId?: string;
}

/** Of what takes long there is one at a time: the pool is small, and everybody signs in by it. */
function claimOf({ seconds, userId }: AuthTransactionOptions): Claim | undefined {
  if (seconds !== undefined) return { userId: "", work: "long" };
  return userId === undefined ? undefined : { userId, work: "change" };
}

const SET_LIMITS = "select set_config('statement_timeout', $1, true), set_config('lock_timeout', '1s', true)";

export interface AuthDatabaseOptions extends DatabaseOptions {
  /** What is under way, where somebody looks: Better Auth hands nothing on. */
  readonly currentSpan?: (() => Span | undefined) | undefined;
}

/** Each statement outside of `transaction` is a transaction of its own, on whichever connection is free. */
export function openAuthDatabase(login: DatabaseLogin, options: AuthDatabaseOptions): AuthDatabase {
  const database = openDatabase(login, options);
  const send = async (statement: string, parameters: readonly unknown[]) =>
    within(
      options.currentSpan?.(),
      () => statementPart(statement),
      (span) => database.lend((connection) => runAlone(connection, statement, parameters), { span }),
    );
  const single = drizzle(async (statement, parameters) => {
    const { rows } = await send(statement, parameters);
    return { rows: [...rows] };
  });
  return Object.assign(single, {
    transaction: async <T>(work: (transaction: Transaction) => Promise<T>, asked: AuthTransactionOptions = {}) =>
      within(
        options.currentSpan?.(),
        () => transactionPart("write"),
        (span) => {
          const run = () =>
            database.lend((connection) => transact(connection, { ...limitedTo(asked.seconds), span }, work), {
              claim: claimOf(asked),
              span,
            });
          return asked.seconds === undefined
            ? run()
            : repeating(run, { isRepeatable: isUndoneOrLocked, seconds: asked.seconds });
        },
      ),
    run: async <T>(prepared: Prepared<T>, values: Record<string, unknown>) => runPrepared(send, prepared, values),
    pool: () => database.pool(),
    close: () => database.close(),
  });
}

/** The server's own limit, which is the usual one, has to give way to a longer one of ours. */
function limitedTo(seconds: number | undefined): TransactionOptions {
  if (seconds === undefined) return {};
  return { seconds, opening: { statement: SET_LIMITS, parameters: [`${seconds}s`] } };
}

async function runAlone(
  connection: Connection,
  statement: string,
  parameters: readonly unknown[],
): Promise<StatementResult> {
  // It is committed with no word of ours.
  const progress: Progress = {
    committing: true,
    over: false,
    readOnly: statement.startsWith("select "),
    seconds: USUAL_SECONDS,
  };
  try {
    return await withinDeadline(connection.run(statement, parameters), progress);
  } catch (error) {
    const failure = explainFailure(connection, error, progress);
    // What PostgreSQL refused is over; what else may have happened leaves something under way.
    if (!(translateDatabaseError(error) instanceof DatabaseError)) {
      connection.destroy(failure instanceof DatabaseUnavailableError ? failure.reason : "doubt");
    }
    throw failure;
  }
}
