import { createHash } from "node:crypto";
import { account, type AuthDatabase, user, verification } from "@typedo/db";
import { and, eq, gt } from "drizzle-orm";
import { decodeJwt } from "jose";
import { currentCall, noting } from "./auth-call.js";

/** The links that were mailed, where Better Auth leaves them good for too long. */
export interface EmailLinks {
  /**
   * Whether the token of `/verify-email` must not work: it is of another kind, at which Better Auth would fail; or one to
   * change an address, and the password was changed since, for whoever asked may have been the reason, or the new
   * address has become somebody's.
   */
  isOutdated(token: unknown): Promise<boolean>;
  /** Whose password the token of `/reset-password` sets; undefined for one that is not good. It stays as good as it was. */
  findResetOwner(token: unknown): Promise<{ readonly name: string; readonly email: string } | undefined>;
  /** Ends every link that would set a new password. */
  endResets(userId: string): Promise<void>;
}

export function emailLinks(database: Pick<AuthDatabase, "select" | "delete">): EmailLinks {
  return {
    async isOutdated(token) {
      const { email, issuedAt, updateTo } = readToken(token);
      if (email === undefined) return true;
      if (updateTo === undefined) return false;
      const change = { from: email, to: updateTo, issuedAt };
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
    async findResetOwner(token) {
      if (typeof token !== "string") return undefined;
      const isLink = eq(verification.identifier, resetIdentifier(token));
      return noting(async () => {
        const [owner] = await database
          .select({ name: user.name, email: user.email })
          .from(verification)
          .innerJoin(user, eq(user.id, verification.value))
          .where(and(isLink, gt(verification.expiresAt, new Date())));
        return owner;
      });
    },
    async endResets(userId) {
      await noting(async () => database.delete(verification).where(eq(verification.value, userId)));
    },
  };
}

/** As Better Auth stores it: see `verification.storeIdentifier`. */
function resetIdentifier(token: string): string {
  return createHash("sha256").update(`reset-password:${token}`).digest("base64url");
}

interface MailedToken {
  readonly email?: string;
  readonly updateTo?: string;
  readonly issuedAt: number;
}

/** Not verified here: Better Auth does that next. */
function readToken(token: unknown): MailedToken {
  try {
    const { email, iat, updateTo } = decodeJwt(String(token));
    return {
      ...(typeof email === "string" && { email }),
      ...(typeof updateTo === "string" && { updateTo }),
      issuedAt: iat ?? 0,
    };
  } catch {
    return { issuedAt: 0 };
  }
}
