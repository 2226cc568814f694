import { hashPassword as hash, verifyPassword as verify } from "@better-auth/utils/password";
import { LONGEST_PASSWORD } from "@typedo/db";
import { verifyPhcScrypt } from "./phc-scrypt.js";

export const SHORTEST_PASSWORD = 8;

/** As Better Auth counts it: in UTF-16 code units. */
export function hasPasswordLength({ length }: string): boolean {
  return length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD;
}

/** A password as Better Auth stores it: scrypt (RFC 7914) with a salt of its own, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Salt and hash, as the function above writes them: Better Auth throws for anything else. */
const WRITTEN = /^[^:]+:[^:]/;

/**
 * Whether `hashed` was made of `password`, by the function above or as a PHC string: the next version is to write those,
 * and this one may run beside it. Nothing was made of what is neither.
 */
export async function verifyPassword(hashed: string, password: string): Promise<boolean> {
  if (hashed.startsWith("$")) return verifyPhcScrypt(hashed, password);
  return WRITTEN.test(hashed) && verify(hashed, password);
}
