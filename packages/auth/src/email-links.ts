import { createHash, createHmac } from "node:crypto";
import { account, type AuthDatabase, user, verification } from "@typedo/db";
import { and, count, eq, gt } from "drizzle-orm";
import { decodeJwt, jwtVerify } from "jose";
import { currentCall, noting } from "./auth-call.js";
import { secretBytes } from "./options.js";

/** The links that were mailed, where Better Auth leaves them good for too long. */
export interface EmailLinks {
  /**
   * The token of a link to a new address, as Better Auth made it, with whose account it is. By itself it names that by its
   * address alone, which may be another's before the link is followed.
   */
  bind(token: string, userId: string): string;
  /**
   * Whether the token of `/verify-email` must not work, although its signature is good: it is of another kind, at which
   * Better Auth would fail; or one to change an address, and the old address is another's by now, or the password was
   * changed since, for whoever asked may have been the reason, or the new address has become somebody's.
   */
  isOutdated(token: unknown): Promise<boolean>;
  /** Whose password the token of `/reset-password` sets; undefined for one that is not good. It stays as good as it was. */
  findResetOwner(token: unknown): Promise<{ readonly name: string; readonly email: string } | undefined>;
  /** How many links would set a new password. */
  countResets(userId: string): Promise<number>;
  /** Ends every link that would set a new password. */
  endResets(userId: string): Promise<void>;
}

export function emailLinks(database: Pick<AuthDatabase, "select" | "delete">, secret: string): EmailLinks {
  return {
    bind(token, userId) {
      const [header = ""] = token.split(".");
      const claims = JSON.stringify({ ...decodeJwt(token), sub: userId });
      const signed = `${header}.${Buffer.from(claims).toString("base64url")}`;
      return `${signed}.${createHmac("sha256", secretBytes(secret)).update(signed).digest("base64url")}`;
    },
    async isOutdated(token) {
      const read = await readToken(token, secret);
      // Better Auth itself says then that it is not good: nothing is looked up for who made it up.
      if (!read) return false;
      const { email, issuedAt, updateTo, userId } = read;
      if (email === undefined) return true;
      if (updateTo === undefined) return false;
      const change = { from: email, to: updateTo, issuedAt, userId };
      const call = currentCall();
      if (call) call.oldEmail = change.from;
      return noting(async () => {
        const taken = await database.select({ id: user.id }).from(user).where(eq(user.email, change.to));
        if (taken.length > 0) return true;
        const [asking] = await database
          .select({ id: user.id, passwordSetAt: account.updatedAt })
          .from(user)
          .innerJoin(account, and(eq(account.userId, user.id), eq(account.providerId, "credential")))
          .where(eq(user.email, change.from));
        // Better Auth itself says then that there is no such user.
        if (asking === undefined) return false;
        // A token knows the second alone.
        return asking.id !== change.userId || change.issuedAt < Math.floor(asking.passwordSetAt.getTime() / 1000);
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
    async countResets(userId) {
      const isGood = and(eq(verification.value, userId), gt(verification.expiresAt, new Date()));
      return noting(async () => {
        const [row] = await database.select({ links: count() }).from(verification).where(isGood);
        return row?.links ?? 0;
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
  readonly userId?: string;
  readonly issuedAt: number;
}

/** Undefined for one that Better Auth refuses by itself: it is not of our making, or has expired. */
async function readToken(token: unknown, secret: string): Promise<MailedToken | undefined> {
  try {
    const { payload } = await jwtVerify(String(token), secretBytes(secret), { algorithms: ["HS256"] });
    const { email, iat, sub, updateTo } = payload;
    return {
      ...(typeof email === "string" && { email }),
      ...(typeof updateTo === "string" && { updateTo }),
      ...(typeof sub === "string" && { userId: sub }),
      issuedAt: iat ?? 0,
    };
  } catch {
    return undefined;
  }
}
