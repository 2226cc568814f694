import { AsyncLocalStorage } from "node:async_hooks";
import { DatabaseError, DatabaseUnavailableError, translateDatabaseError, type WriteTransaction } from "@typedo/db";

/** What has to be known of one call of Better Auth outside of it, which does not hand it on. */
export interface AuthCall {
  /** The database failed a part of the work: whatever the answer says, it can't be relied on. */
  fault?: DatabaseUnavailableError | DatabaseError;
  /** A password hashed before the transaction that stores it began. */
  hashed?: { readonly password: string; readonly hash: string };
  /** The stored hash that a password was compared with. */
  comparedHash?: string;
  /** The address that the account had when it asked for another. */
  oldEmail?: string;
  /** How many API keys ended with a password that was set by mail. */
  endedKeys?: number;
  /** Where an API key is stored, so that nobody has one before all else that makes it one is done. */
  readonly keyTransaction?: Pick<WriteTransaction, "insert">;
}

const calls = new AsyncLocalStorage<AuthCall>();

export function runCall<T>(call: AuthCall, work: () => Promise<T>): Promise<T> {
  return calls.run(call, work);
}

/** The request under way; undefined outside of one. */
export function currentCall(): AuthCall | undefined {
  return calls.getStore();
}

/** Translates an error of the database and notes it for the request under way: Better Auth swallows some. */
export async function noting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = translateDatabaseError(error);
    const call = currentCall();
    if (call && isFault(cause)) call.fault = cause;
    throw cause;
  }
}

/** Class 23 is a constraint's word, such as that an address is taken: Better Auth has an answer to that. */
function isFault(error: unknown): error is DatabaseUnavailableError | DatabaseError {
  if (error instanceof DatabaseError) return !error.sqlState.startsWith("23");
  return error instanceof DatabaseUnavailableError;
}
