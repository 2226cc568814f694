import { tryGetCurrentAuthEndpointContext } from "@better-auth/core/context";
import { account, apikey, type AuthDatabase, session, user } from "@typedo/db";
import { and, eq } from "drizzle-orm";
import { currentCall } from "./auth-call.js";
import type { CheckedKeys } from "./keys/checked-keys.js";
import { member } from "./member.js";

/** A password that ends the sessions of who knew the one before. */
export interface NewPassword {
  readonly userId: string;
  readonly hash: string;
  /** The hash of the one before, which its user has sent too; without it, the new one was set by mail. */
  readonly compared?: string;
}

/** Stores it; false where another was stored since the one before was compared. */
export type StorePassword = (wanted: NewPassword) => Promise<boolean>;

/**
 * Stores a password and ends the user's sessions with it: all of it or nothing. Better Auth does the one after the other,
 * and where the database goes away between the two, whoever knew the old password stays signed in.
 *
 * Whoever has set one by mail reads the mail of the account's address. Until somebody is seen to, it may be anybody who
 * signed up with it, and the account's API keys may be theirs: they end too. How many did is noted for the request under
 * way.
 */
export function passwordStore(database: AuthDatabase, checked: CheckedKeys): StorePassword {
  return async ({ userId, hash, compared }) => {
    const ended = await database.transaction(
      async (transaction) => {
        // First, as who makes a key does: each would else wait for the other.
        const [owner] = await transaction
          .select({ emailVerified: user.emailVerified })
          .from(user)
          .where(eq(user.id, userId))
          .for("no key update");
        const isBefore = compared === undefined ? undefined : eq(account.password, compared);
        const stored = await transaction
          .update(account)
          .set({ password: hash, updatedAt: new Date() })
          .where(and(eq(account.userId, userId), eq(account.providerId, "credential"), isBefore))
          .returning({ id: account.id });
        if (!owner || stored.length === 0) return undefined;
        await transaction.delete(session).where(eq(session.userId, userId));
        if (compared !== undefined || owner.emailVerified) return [];
        await transaction.update(user).set({ emailVerified: true }).where(eq(user.id, userId));
        return transaction.delete(apikey).where(eq(apikey.referenceId, userId)).returning({ id: apikey.id });
      },
      { userId },
    );
    for (const key of ended ?? []) checked.forget(userId, key.id);
    const call = currentCall();
    if (call && ended) call.endedKeys = ended.length;
    return ended !== undefined;
  };
}

/** What is to be stored, where this is how Better Auth stores a password that was forgotten. */
export function readReset(request: unknown): NewPassword | undefined {
  const [hash, where] = [member(member(request, "update"), "password"), member(request, "where")];
  if (member(request, "model") !== "account" || typeof hash !== "string" || !Array.isArray(where)) return undefined;
  const userId = member(
    where.find((condition) => member(condition, "field") === "userId"),
    "value",
  );
  return typeof userId === "string" ? { userId, hash } : undefined;
}

/** Whose other sessions are to end with the password that the request under way changes. */
export function findUserEndingOthers(): string | undefined {
  const context = tryGetCurrentAuthEndpointContext();
  return member(context?.body, "revokeOtherSessions") === true ? context?.context.session?.user.id : undefined;
}
