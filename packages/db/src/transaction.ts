import type { Connection, EndReason } from "./connection.js";
import { OneTransaction, type Transaction } from "./prepared.js";
import { DatabaseError, DatabaseUnavailableError, translateDatabaseError } from "./errors.js";
import type { Span } from "./span.js";
import { COMMITTING, statementPart, within } from "./traced.js";

/** Seconds that a transaction may take, all in all. */
export const USUAL_SECONDS = 5;

interface Statement {
  readonly statement: string;
  readonly parameters?: readonly unknown[];
}

export interface TransactionOptions {
  /** Goes out with BEGIN and the first statement. */
  readonly opening?: Statement;
  /**
   * All of it goes out in one trip, COMMIT too: no statement can wait for another's answer. What fails before anything
   * was sent undoes it all; what `work` makes of the answers happens after COMMIT was sent, so that throwing then undoes
   * nothing.
   */
  readonly atOnce?: boolean;
  /** It changes nothing, so that no outcome is ever unknown. */
  readonly readOnly?: boolean;
  /** That it may take, all in all; 5 unless said. */
  readonly seconds?: number | undefined;
  /** What its statements are parts of, where somebody looks. */
  readonly span?: Span | undefined;
}

/**
 * Runs `work` in one transaction of a lent connection, which is destroyed unless it is known to be clean again. The
 * result is given when COMMIT is known to have been done.
 */
export async function transact<T>(
  connection: Connection,
  options: TransactionOptions,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const { readOnly = false, seconds = USUAL_SECONDS } = options;
  const progress: Progress = { committing: false, over: false, readOnly, seconds };
  let doubt: EndReason | undefined = "doubt";
  try {
    const result = await withinDeadline(runToCommit(connection, options, work, progress), progress);
    doubt = undefined;
    return result;
  } catch (error) {
    progress.over = true;
    const failure = explainFailure(connection, error, progress);
    if (await rollBack(connection, error)) doubt = undefined;
    else if (failure instanceof DatabaseUnavailableError) doubt = failure.reason;
    throw failure;
  } finally {
    progress.over = true;
    if (doubt !== undefined) connection.destroy(doubt);
  }
}

/**
 * A statement that was sent at the very moment when the connection closed is refused by the next backend, to which it
 * comes outside of its transaction, as a login that may do nothing: what really failed is the connection. And if COMMIT
 * was on its way, nobody knows whether it arrived.
 */
export function explainFailure(connection: Connection, error: unknown, { committing, readOnly }: Progress): unknown {
  const translated = translateDatabaseError(error);
  const misled = connection.lost && translated instanceof DatabaseError;
  const lost =
    translated instanceof DatabaseUnavailableError && (translated.reason === "connection-lost" || isLoss(translated));
  if (!misled && !lost) return translated;
  return new DatabaseUnavailableError(committing && !readOnly ? "outcome-unknown" : "connection-lost", translated);
}

/**
 * A server that ends the connection says so in an error, and so does a pooler that lost its own: of which it can't be
 * told whether COMMIT was done. Classes 08, 25P03, 57P01 to 57P05 (but a database that was dropped), and 58.
 */
function isLoss({ cause }: DatabaseUnavailableError): boolean {
  return cause instanceof DatabaseError && /^(?:08|25P03|57P0[1235]|58)/.test(cause.sqlState);
}

export interface Progress {
  /** COMMIT was sent: from now on a lost connection leaves the outcome unknown. */
  committing: boolean;
  /** No further statement may be sent. */
  over: boolean;
  readonly readOnly: boolean;
  readonly seconds: number;
}

async function runToCommit<T>(
  connection: Connection,
  { opening, atOnce, span }: TransactionOptions,
  work: (transaction: Transaction) => Promise<T>,
  progress: Progress,
): Promise<T> {
  // Not awaited: they share a trip with the first statement of `work`. If one fails, so does all that follows.
  const opened = Promise.all([
    connection.run("begin"),
    opening && connection.run(opening.statement, opening.parameters),
  ]);
  opened.catch(() => {});

  const failures: unknown[] = [];
  const noteFailure = (error: unknown) => void failures.push(error);
  const last: Promise<unknown>[] = [];
  const transaction = new OneTransaction(
    (statement, parameters) => {
      // A statement of a branch that nobody awaited would run in the next user's transaction.
      if (progress.over) throw new Error("The transaction is over: await each of its statements within it");
      return within(
        span,
        () => statementPart(statement),
        () => connection.run(statement, parameters),
      );
    },
    (statement) => {
      const sent = statement.execute();
      sent.catch(noteFailure);
      last.push(sent);
    },
  );
  // A promise, once: a query of Drizzle is a thenable, which is sent anew by each `await`.
  const working = (async () => work(transaction))();
  if (atOnce) working.catch(noteFailure);
  else await working;
  // Until then everything that was sent without waiting is in the pipe, which is not written before; and what failed
  // here, and never reaches the server, is known: its COMMIT would store the rest.
  if (atOnce || last.length > 0) await new Promise(setImmediate);
  progress.over = true;
  if (failures.length > 0) throw failures[0];
  progress.committing = true;
  const committing = within(
    span,
    () => COMMITTING,
    () => connection.run("commit"),
  );
  committing.catch(() => {});
  const result = await working;
  await Promise.all(last);
  const [{ backend }] = await opened;
  await checkCommit(committing, backend, progress);
  return result;
}

/** A failed transaction's COMMIT succeeds and says `ROLLBACK`; one sent to another backend says `COMMIT` of nothing. */
async function checkCommit(
  committing: ReturnType<Connection["run"]>,
  backend: number | undefined,
  { readOnly }: Progress,
): Promise<void> {
  let answer;
  try {
    answer = await committing;
  } catch (error) {
    const translated = translateDatabaseError(error);
    throw translated instanceof DatabaseError || readOnly
      ? translated
      : new DatabaseUnavailableError("outcome-unknown", translated);
  }
  if (answer.backend !== backend) throw new DatabaseUnavailableError("connection-lost");
  if (answer.command !== "COMMIT") throw new Error("The transaction was rolled back: one of its statements failed");
}

const rollingBack: Progress = { committing: false, over: true, readOnly: true, seconds: USUAL_SECONDS };

/** True if the connection is clean again. */
async function rollBack(connection: Connection, error: unknown): Promise<boolean> {
  if (connection.lost || translateDatabaseError(error) instanceof DatabaseUnavailableError) return false;
  try {
    const answer = await withinDeadline(connection.run("rollback"), rollingBack);
    return answer.command === "ROLLBACK";
  } catch {
    return false;
  }
}

export function withinDeadline<T>(work: Promise<T>, progress: Progress): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      const reason = progress.committing && !progress.readOnly ? "outcome-unknown" : "no-answer";
      reject(new DatabaseUnavailableError(reason));
    };
    const timer = setTimeout(giveUp, progress.seconds * 1000);
    const inTime =
      <R>(settle: (outcome: R) => void) =>
      (outcome: R) => {
        clearTimeout(timer);
        settle(outcome);
      };
    work.then(inTime(resolve), inTime(reject));
  });
}
