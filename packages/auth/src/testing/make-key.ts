import { SCOPES } from "@typedo/db";
import type { NewApiKey } from "../accounts.js";
import type { Auth } from "../options.js";

/** A key that may do everything, and does not expire. */
export const WANTED: NewApiKey = { name: "Laptop", scopes: SCOPES, expiresAt: null };

/** Makes a key; `bearer` is the header that sends it. */
export async function makeKey({ accounts }: Auth, userId: string, wanted: Partial<NewApiKey> = {}) {
  const made = await accounts.createKey(userId, { ...WANTED, ...wanted });
  if (typeof made === "string") throw new Error(made);
  return { ...made, bearer: `Bearer ${made.secret}` };
}
