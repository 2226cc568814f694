import { AsyncLocalStorage } from "node:async_hooks";
import type { DatabaseError, DatabaseUnavailableError } from "@typedo/db";

/** What has to be known of one request to `/api/auth` outside of Better Auth, which does not hand it on. */
export interface AuthCall {
  /** The database failed a part of the work: whatever the answer says, it can't be relied on. */
  fault?: DatabaseUnavailableError | DatabaseError;
  /** A password hashed before the transaction that stores it began. */
  hashed?: { readonly password: string; readonly hash: string };
}

const calls = new AsyncLocalStorage<AuthCall>();

export function runCall<T>(call: AuthCall, work: () => Promise<T>): Promise<T> {
  return calls.run(call, work);
}

/** The request under way; undefined outside of one. */
export function currentCall(): AuthCall | undefined {
  return calls.getStore();
}
