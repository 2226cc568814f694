import { BASE_ERROR_CODES } from "@better-auth/core/error";
import { account, apikey, type AuthDatabase, jwks, session, user, verification } from "@typedo/db";
import { APIError } from "better-auth/api";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import type { PgTable } from "drizzle-orm/pg-core";
import { currentCall, noting } from "./auth-call.js";
import { updateCompared } from "./compared-password.js";
import { type NewPassword, readReset, type StorePassword } from "./new-password.js";
import { tellingTaken } from "./taken-address.js";
import { countingWrites } from "./counting-writes.js";

interface AdapterMeans {
  /** A key pair was stored in table `jwks`. */
  keyMade(): void;
  readonly store: StorePassword;
}

/** Better Auth's Drizzle adapter on our tables, which notes for each request whether the database failed. */
export function databaseAdapter(database: AuthDatabase, means: AdapterMeans): ReturnType<typeof drizzleAdapter> {
  const counting = {
    ...countingWrites(database),
    insert: (table: PgTable) =>
      ((table === apikey ? currentCall()?.keyTransaction : undefined) ?? database).insert(table),
    transaction: async <T>(work: (transaction: object) => Promise<T>) =>
      database.transaction(async (transaction) => work(countingWrites(transaction))),
  };
  const adapter = drizzleAdapter(counting, {
    provider: "pg",
    schema: { user, session, account, verification, jwks, apikey },
    transaction: true,
  });
  return (options) => watch(adapter(options), means);
}

/**
 * Better Auth swallows errors in places: where the session can't be read, it says 401; where it can't be deleted, it
 * says that signing out went well. So they are noted where they arise.
 */
function watch<Adapter extends object>(adapter: Adapter, means: AdapterMeans): Adapter {
  return new Proxy(adapter, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      if (property === "transaction") {
        return async (work: (transaction: object) => unknown) =>
          noting(async () => Reflect.apply(member, target, [(transaction: object) => work(watch(transaction, means))]));
      }
      if (property === "update") {
        return async (request: unknown) =>
          tellingTaken(async () =>
            noting(async () =>
              updateCompared(request, {
                store: means.store,
                update: async (own) => Reflect.apply(member, target, [own]),
              }),
            ),
          );
      }
      return async (...values: unknown[]) => {
        const reset = property === "updateMany" ? readReset(values[0]) : undefined;
        if (reset) return noting(async () => storeReset(reset, means));
        const result: unknown = await tellingTaken(async () =>
          noting(async () => Reflect.apply(member, target, values)),
        );
        if (property === "create" && isOfKeys(values[0])) means.keyMade();
        return result;
      };
    },
  });
}

async function storeReset(reset: NewPassword, { store }: AdapterMeans): Promise<void> {
  if (!(await store(reset))) throw APIError.from("BAD_REQUEST", BASE_ERROR_CODES.USER_NOT_FOUND);
}

function isOfKeys(request: unknown): boolean {
  return typeof request === "object" && request !== null && "model" in request && request.model === "jwks";
}
