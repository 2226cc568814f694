import type { WriteTransaction } from "@typedo/db";
import type { ApiKey } from "../accounts.js";
import { ApiError, invalidInput, unauthenticated } from "../errors.js";
import type { Caller, ChangeInSteps } from "../trpc.js";
import { ensureState } from "./me.queries.js";
import type { CreateKeyInput, NewApiKey } from "./me.schema.js";

export async function listKeys({ accounts, userId }: Caller): Promise<{ items: ApiKey[] }> {
  return { items: await accounts.listKeys(userId) };
}

/**
 * A key that is made with another ends with it at the latest: when that expires, or is revoked.
 *
 * @throws ApiError `missing_scope` for a scope that the caller lacks, `too_many_keys`, `unauthenticated` for a token whose
 *   session has ended
 */
export async function createKey(
  { accounts, keyId, keyExpiresAt, scopes, sessionId, userId }: Caller,
  { name, ...wanted }: CreateKeyInput,
): Promise<NewApiKey> {
  const lacking = wanted.scopes.filter((scope) => !scopes.includes(scope));
  if (lacking.length > 0) {
    throw new ApiError("missing_scope", {
      detail: `A key can't have a scope that its maker lacks: ${lacking.join(", ")}`,
    });
  }
  const { expiresAt: end } = wanted;
  const expiresAt = keyExpiresAt && (end === null || end > keyExpiresAt) ? keyExpiresAt : end;
  const made = await accounts.createKey(userId, { name, scopes: wanted.scopes, expiresAt, madeWith: keyId, sessionId });
  if (made === "no-such-user") throw unauthenticated(true);
  if (made === "too-many") throw new ApiError("too_many_keys");
  return { ...made.key, key: made.secret };
}

/** @throws ApiError `not_found` also for another user's key */
export async function revokeKey(
  transaction: WriteTransaction,
  { accounts, outside, userId }: ChangeInSteps,
  { id }: { readonly id: string },
): Promise<void> {
  await ensureState(transaction);
  const revoked = await outside(() => accounts.revokeKey(userId, id));
  if (!revoked) throw new ApiError("not_found", { detail: "There is no such key" });
}

/** Deletes the account and all that is its own. @throws ApiError `validation_failed` for a wrong password */
export async function deleteMe(
  { accounts, userId }: Caller,
  { password }: { readonly password: string },
): Promise<void> {
  switch (await accounts.remove(userId, password)) {
    case "wrong-password":
      throw invalidInput({
        pointer: "/password",
        message: "This is not the account's password",
        code: "wrong_password",
      });
    case "no-such-user":
      throw unauthenticated(true);
    default:
  }
}
