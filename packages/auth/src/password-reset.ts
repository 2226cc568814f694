import { account, apikey, type AuthDatabase, session, user } from "@typedo/db";
import { and, eq } from "drizzle-orm";
import { currentCall } from "./auth-call.js";
import type { CheckedKeys } from "./keys/checked-keys.js";
import { member } from "./member.js";

/** A password that is set by mail, as Better Auth asks for it. */
export interface PasswordReset {
  readonly userId: string;
  /** The new one's. */
  readonly hash: string;
}

/**
 * Stores a password that was set by mail, and ends the user's sessions with it: all of it or nothing. Better Auth does the
 * one after the other, and where the database goes away between the two, whoever knew the old password stays signed in.
 *
 * Whoever has set one reads the mail of the account's address. Until somebody is seen to, it may be anybody who signed up
 * with it, and the account's API keys may be theirs: they end too. How many did is noted for the request under way.
 */
export function passwordReset(database: AuthDatabase, checked: CheckedKeys) {
  return async ({ userId, hash }: PasswordReset): Promise<void> => {
    const ended = await database.transaction(
      async (transaction) => {
        // First, as who makes a key does: each would else wait for the other.
        const [owner] = await transaction
          .select({ emailVerified: user.emailVerified })
          .from(user)
          .where(eq(user.id, userId))
          .for("no key update");
        await transaction
          .update(account)
          .set({ password: hash, updatedAt: new Date() })
          .where(and(eq(account.userId, userId), eq(account.providerId, "credential")));
        await transaction.delete(session).where(eq(session.userId, userId));
        if (!owner || owner.emailVerified) return [];
        await transaction.update(user).set({ emailVerified: true }).where(eq(user.id, userId));
        return transaction.delete(apikey).where(eq(apikey.referenceId, userId)).returning({ id: apikey.id });
      },
      { userId },
    );
    for (const key of ended) checked.forget(userId, key.id);
    const call = currentCall();
    if (call) call.endedKeys = ended.length;
  };
}

/** What is to be set, where this is how Better Auth sets a password that was forgotten. */
export function readReset(request: unknown): PasswordReset | undefined {
  const [hash, where] = [member(member(request, "update"), "password"), member(request, "where")];
  if (member(request, "model") !== "account" || typeof hash !== "string" || !Array.isArray(where)) return undefined;
  const userId = member(
    where.find((condition) => member(condition, "field") === "userId"),
    "value",
  );
  return typeof userId === "string" ? { userId, hash } : undefined;
}
