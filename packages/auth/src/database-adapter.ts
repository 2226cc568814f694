import {
  type AuthDatabase,
  account,
  DatabaseError,
  DatabaseUnavailableError,
  jwks,
  session,
  translateDatabaseError,
  user,
  verification,
} from "@typedo/db";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { currentCall } from "./auth-call.js";

interface AdapterEvents {
  /** A key pair was stored in table `jwks`. */
  keyMade(): void;
}

/** Better Auth's Drizzle adapter on our tables, which notes for each request whether the database failed. */
export function databaseAdapter(database: AuthDatabase, events: AdapterEvents): ReturnType<typeof drizzleAdapter> {
  const adapter = drizzleAdapter(database, {
    provider: "pg",
    schema: { user, session, account, verification, jwks },
    transaction: true,
  });
  return (options) => watch(adapter(options), events);
}

/**
 * Better Auth swallows errors in places: where the session can't be read, it says 401; where it can't be deleted, it
 * says that signing out went well. So they are noted where they arise.
 */
function watch<Adapter extends object>(adapter: Adapter, events: AdapterEvents): Adapter {
  return new Proxy(adapter, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      if (property === "transaction") {
        return async (work: (transaction: object) => unknown) =>
          noting(() => Reflect.apply(member, target, [(transaction: object) => work(watch(transaction, events))]));
      }
      return async (...values: unknown[]) => {
        const result = await noting(() => Reflect.apply(member, target, values));
        if (property === "create" && isOfKeys(values[0])) events.keyMade();
        return result;
      };
    },
  });
}

function isOfKeys(request: unknown): boolean {
  return typeof request === "object" && request !== null && "model" in request && request.model === "jwks";
}

async function noting(work: () => unknown): Promise<unknown> {
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
