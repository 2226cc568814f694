import { BASE_ERROR_CODES } from "@better-auth/core/error";
import { APIError } from "better-auth/api";
import { currentCall } from "./auth-call.js";
import { verifyPassword } from "./password.js";

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
  update: (request: unknown) => Promise<unknown>,
): Promise<unknown> {
  const value = currentCall()?.comparedHash;
  if (value === undefined || !changesPassword(request)) return update(request);
  const changed = await update({ ...request, where: [...request.where, { field: "password", value }] });
  if (!changed) throw APIError.from("BAD_REQUEST", BASE_ERROR_CODES.INVALID_PASSWORD);
  return changed;
}

interface AccountUpdate {
  readonly model: "account";
  readonly where: readonly object[];
}

function changesPassword(request: unknown): request is AccountUpdate {
  if (typeof request !== "object" || request === null) return false;
  const { model, update, where }: { model?: unknown; update?: unknown; where?: unknown } = request;
  return model === "account" && Array.isArray(where) && Object.hasOwn(Object(update), "password");
}
