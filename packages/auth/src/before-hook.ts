import { APIError } from "better-auth/api";
import { currentCall } from "./auth-call.js";
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./password.js";

/** What happens before each endpoint of Better Auth, with the body as it was sent. */
export async function beforeEndpoint(path: string, body: unknown): Promise<void> {
  if (typeof body !== "object" || body === null) return;
  refuseUnstorableText(body);
  if (path === "/sign-up/email" && "password" in body) await hashAhead(body.password);
}

/** PostgreSQL refuses NUL in text, and a lone surrogate would be stored as something else. */
function refuseUnstorableText(body: object): void {
  for (const value of Object.values(body)) {
    if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed())) {
      throw new APIError("BAD_REQUEST", { code: "INVALID_TEXT", message: "Text can't hold NUL or a lone surrogate" });
    }
  }
}

/** Sign-up runs in a transaction: hashing within it would hold a connection for as long as a hundred queries take. */
async function hashAhead(password: unknown): Promise<void> {
  const call = currentCall();
  if (!call || typeof password !== "string") return;
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) return;
  call.hashed = { password, hash: await hashPassword(password) };
}

/** Better Auth's `password.hash`: what was hashed ahead for this request, or else hashed now. */
export async function hashOnce(password: string): Promise<string> {
  const hashed = currentCall()?.hashed;
  return hashed?.password === password ? hashed.hash : hashPassword(password);
}
