import { drizzle, type PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import type { Connection } from "./connection.js";
import { DatabaseError, DatabaseUnavailableError, translateDatabaseError } from "./errors.js";

/** Milliseconds that a transaction may take, all in all. */
const DEADLINE = 5000;

interface Statement {
  readonly statement: string;
  readonly parameters?: readonly unknown[];
}

/**
 * Runs `work` in one transaction of a lent connection. `opening` goes out with BEGIN and the first statement of `work`
 * in one trip. The connection is destroyed unless it is known to be clean again.
 */
export async function transact<T>(
  connection: Connection,
  opening: Statement | undefined,
  work: (transaction: PgRemoteDatabase) => Promise<T>,
): Promise<T> {
  const progress: Progress = { committing: false, over: false };
  let clean = false;
  try {
    const result = await withinDeadline(runToCommit(connection, opening, work, progress), progress);
    clean = true;
    return result;
  } catch (error) {
    progress.over = true;
    const failure = explainFailure(connection, error);
    clean = await rollBack(connection, error);
    throw failure;
  } finally {
    progress.over = true;
    if (!clean) connection.destroy();
  }
}

/**
 * A statement that was sent at the very moment when the connection closed is refused by the next backend, to which it
 * comes outside of its transaction, as a login that may do nothing: what really failed is the connection.
 */
function explainFailure(connection: Connection, error: unknown): unknown {
  const translated = translateDatabaseError(error);
  const misled = connection.lost && translated instanceof DatabaseError;
  return misled ? new DatabaseUnavailableError("connection-lost", translated) : translated;
}

interface Progress {
  /** COMMIT was sent: from now on a lost connection leaves the outcome unknown. */
  committing: boolean;
  /** No further statement may be sent. */
  over: boolean;
}

async function runToCommit<T>(
  connection: Connection,
  opening: Statement | undefined,
  work: (transaction: PgRemoteDatabase) => Promise<T>,
  progress: Progress,
): Promise<T> {
  // Not awaited: they share a trip with the first statement of `work`. If one fails, so does all that follows.
  const opened = Promise.all([
    connection.run("begin"),
    opening && connection.run(opening.statement, opening.parameters),
  ]);
  opened.catch(() => {});

  const transaction = drizzle(async (statement, parameters) => {
    // A statement of a branch that nobody awaited would run in the next user's transaction.
    if (progress.over) throw new Error("The transaction is over: await each of its statements within it");
    const { rows } = await connection.run(statement, parameters);
    return { rows: [...rows] };
  });
  const result = await work(transaction);
  const [{ backend }] = await opened;
  progress.over = true;
  progress.committing = true;
  await commit(connection, backend);
  return result;
}

/** A failed transaction's COMMIT succeeds and says `ROLLBACK`; one sent to another backend says `COMMIT` of nothing. */
async function commit(connection: Connection, backend: number | undefined): Promise<void> {
  let answer;
  try {
    answer = await connection.run("commit");
  } catch (error) {
    const translated = translateDatabaseError(error);
    throw translated instanceof DatabaseError
      ? translated
      : new DatabaseUnavailableError("outcome-unknown", translated);
  }
  if (answer.backend !== backend) throw new DatabaseUnavailableError("connection-lost");
  if (answer.command !== "COMMIT") throw new Error("The transaction was rolled back: one of its statements failed");
}

/** True if the connection is clean again. */
async function rollBack(connection: Connection, error: unknown): Promise<boolean> {
  if (connection.lost || translateDatabaseError(error) instanceof DatabaseUnavailableError) return false;
  try {
    const answer = await withinDeadline(connection.run("rollback"), { committing: false, over: true });
    return answer.command === "ROLLBACK";
  } catch {
    return false;
  }
}

async function withinDeadline<T>(work: Promise<T>, progress: Progress): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DatabaseUnavailableError(progress.committing ? "outcome-unknown" : "no-answer")),
      DEADLINE,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
