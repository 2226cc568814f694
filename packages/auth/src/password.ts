import { hashPassword as hash, verifyPassword as verify } from "@better-auth/utils/password";

export const SHORTEST_PASSWORD = 8;

/** A password as Better Auth stores it: scrypt (RFC 7914) with a salt of its own, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Whether `hash` was made of `password`, by the function above. */
export async function verifyPassword(hashed: string, password: string): Promise<boolean> {
  return verify(hashed, password);
}
