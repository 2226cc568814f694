import { account, type AuthDatabase, user, verification } from "@typedo/db";
import { and, eq } from "drizzle-orm";
import { decodeJwt } from "jose";
import { currentCall, noting } from "./auth-call.js";

/** The links that were mailed, where Better Auth leaves them good for too long. */
export interface EmailLinks {
  /**
   * Whether the token of `/verify-email` is one to change an address that must not work any more: the password was
   * changed since, for whoever asked may have been the reason, or the new address has become somebody's.
   */
  isOutdated(token: unknown): Promise<boolean>;
  /** Ends every link that would set a new password. */
  endResets(userId: string): Promise<void>;
}

export function emailLinks(database: Pick<AuthDatabase, "select" | "delete">): EmailLinks {
  return {
    async isOutdated(token) {
      const change = readChange(token);
      if (!change) return false;
      const call = currentCall();
      if (call) call.oldEmail = change.from;
      return noting(async () => {
        const taken = await database.select({ id: user.id }).from(user).where(eq(user.email, change.to));
        if (taken.length > 0) return true;
        const [asking] = await database
          .select({ passwordSetAt: account.updatedAt })
          .from(user)
          .innerJoin(account, and(eq(account.userId, user.id), eq(account.providerId, "credential")))
          .where(eq(user.email, change.from));
        // A token knows the second alone.
        return asking !== undefined && change.issuedAt < Math.floor(asking.passwordSetAt.getTime() / 1000);
      });
    },
    async endResets(userId) {
      await noting(async () => database.delete(verification).where(eq(verification.value, userId)));
    },
  };
}

/** Not verified here: Better Auth does that next. */
function readChange(token: unknown) {
  try {
    const { email, iat, updateTo } = decodeJwt(String(token));
    if (typeof email !== "string" || typeof updateTo !== "string") return undefined;
    return { from: email, to: updateTo, issuedAt: iat ?? 0 };
  } catch {
    return undefined;
  }
}
