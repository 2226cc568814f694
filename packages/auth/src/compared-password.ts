import { BASE_ERROR_CODES } from "@better-auth/core/error";
import { account, type AuthDatabase } from "@typedo/db";
import { APIError } from "better-auth/api";
import { and, eq, type SQL } from "drizzle-orm";
import { currentCall } from "./auth-call.js";
import { member } from "./member.js";
import { type StorePassword, findUserEndingOthers } from "./new-password.js";
import { hashPassword, isOutdated, verifyPassword } from "./password.js";

/** Better Auth's `password.verify`: notes what it compares with for the request under way. */
export async function comparePassword({
  hash,
  password,
}: {
  readonly hash: string;
  readonly password: string;
}): Promise<boolean> {
  const call = currentCall();
  if (call) call.comparedHash = hash;
  return verifyPassword(hash, password);
}

/**
 * An update by Better Auth's adapter, which changes a password for as long as it is the one that was compared. Better Auth
 * compares the current one, and then stores the new one over whatever is there: of several calls at a time all would be
 * told that they had changed it.
 *
 * @throws APIError `INVALID_PASSWORD` where another call was quicker, as for a password that is not the current one
 */
export async function updateCompared(
  request: unknown,
  { update, store }: { readonly update: (request: unknown) => Promise<unknown>; readonly store: StorePassword },
): Promise<unknown> {
  const compared = currentCall()?.comparedHash;
  if (compared === undefined || !changesPassword(request)) return update(request);
  const userId = findUserEndingOthers();
  const changed =
    userId === undefined
      ? await update({ ...request, where: [...request.where, { field: "password", value: compared }] })
      : await store({ userId, hash: request.update.password, compared });
  if (!changed) throw APIError.from("BAD_REQUEST", BASE_ERROR_CODES.INVALID_PASSWORD);
  return changed;
}

/**
 * Hashes anew, as it is done today, the password that the request under way was found good by, if it is not. Where
 * it was changed since, that stands. It is the password that it was, so `updatedAt` stays: links mailed before are as good
 * as they were.
 */
export async function renewHash(
  database: Pick<AuthDatabase, "update">,
  { userId, password }: { readonly userId: string; readonly password: string },
): Promise<void> {
  const compared = currentCall()?.comparedHash;
  if (compared === undefined || !isOutdated(compared)) return;
  const renewed = await hashPassword(password);
  await database.update(account).set({ password: renewed }).where(isCredential(userId, compared));
}

/**
 * Whether the password that the request under way was found good by is the user's still: comparing takes long, and it may
 * have been changed meanwhile, and every session ended but the one that is just begun. Waits for who is about to change it,
 * and may have ended the sessions before this one was there.
 */
export async function isStillGood(
  database: Pick<AuthDatabase, "select">,
  { userId, password }: { readonly userId: string; readonly password: string },
): Promise<boolean> {
  const [stored] = await database
    .select({ hash: account.password })
    .from(account)
    .where(and(eq(account.userId, userId), eq(account.providerId, "credential")))
    .for("share");
  const hash = stored?.hash;
  if (hash === currentCall()?.comparedHash) return true;
  // It may be the same one, which another request hashed anew.
  return typeof hash === "string" && verifyPassword(hash, password);
}

/** A user's password, for as long as it is this one. */
export function isCredential(userId: string, hash: string): SQL | undefined {
  return and(eq(account.userId, userId), eq(account.providerId, "credential"), eq(account.password, hash));
}

interface AccountUpdate {
  readonly model: "account";
  readonly where: readonly object[];
  readonly update: { readonly password: string };
}

function changesPassword(request: unknown): request is AccountUpdate {
  if (typeof request !== "object" || request === null) return false;
  const { model, update, where }: { model?: unknown; update?: unknown; where?: unknown } = request;
  return model === "account" && Array.isArray(where) && typeof member(update, "password") === "string";
}
