import { verifyPassword as verifyBetterAuthHash } from "@better-auth/utils/password";
import { LONGEST_PASSWORD } from "@typedo/db";
import { inTurn } from "./hash-turns.js";
import { hashPhcScrypt, isOfOurParameters, spendRest, verifyPhcScrypt } from "./phc-scrypt.js";

export const SHORTEST_PASSWORD = 8;

/** As Better Auth counts it: in UTF-16 code units. */
export function hasPasswordLength({ length }: string): boolean {
  return length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD;
}

/** A password as it is stored: a PHC string of scrypt's (RFC 7914), with a salt of its own, made off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(async () => hashPhcScrypt(password));
}

/** Salt and hash, as Better Auth writes them by itself, which throws for anything else: once, so did we. */
const OLD = /^[^:]+:[^:]/;

/**
 * Whether `hashed` was made of `password`, by the function above or as Better Auth does it. Nothing was made of what is
 * neither. An old hash takes as long as a new one: how long it takes tells nobody that there is such an account.
 */
export async function verifyPassword(hashed: string, password: string): Promise<boolean> {
  return inTurn(async () => {
    if (hashed.startsWith("$")) return verifyPhcScrypt(hashed, password);
    if (!OLD.test(hashed)) return false;
    const isGood = await verifyBetterAuthHash(hashed, password);
    await spendRest(password);
    return isGood;
  });
}

/** Whether a password is to be hashed anew, now that whoever knows it has told it. */
export function isOutdated(hashed: string): boolean {
  return !isOfOurParameters(hashed);
}
