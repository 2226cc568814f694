import { hashPassword as hash, verifyPassword as verify } from "@better-auth/utils/password";
import { LONGEST_PASSWORD } from "@typedo/db";

export const SHORTEST_PASSWORD = 8;

/** As Better Auth counts it: in UTF-16 code units. */
export function hasPasswordLength({ length }: string): boolean {
  return length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD;
}

/** A password as Better Auth stores it: scrypt (RFC 7914) with a salt of its own, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Whether `hash` was made of `password`, by the function above. */
export async function verifyPassword(hashed: string, password: string): Promise<boolean> {
  return verify(hashed, password);
}
