import { hashPassword as hash } from "@better-auth/utils/password";

export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 128;

/** A password as Better Auth stores it: scrypt (RFC 7914) with a salt of its own, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}
