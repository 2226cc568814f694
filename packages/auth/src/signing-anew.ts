import { webcrypto } from "node:crypto";
import { type AuthOptions, secretBytes } from "./options.js";

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** Gives the current secret's signature in place of one of a secret from before; undefined: none of those signed it. */
export type SignAnew = (signed: string, signature: Buffer) => Promise<Buffer | undefined>;

/**
 * Better Auth knows what it signed by the current secret alone. During a rotation the door signs that anew which a secret
 * from before it has signed, for this one call. Undefined outside of a rotation: there is nothing to do.
 */
export function signingAnew({
  secret,
  previousSecrets = [],
}: Pick<AuthOptions, "secret" | "previousSecrets">): SignAnew | undefined {
  if (previousSecrets.length === 0) return undefined;
  const current = importKey(secret);
  const previous = previousSecrets.map(importKey);
  return async (signed, signature) => {
    const bytes = new TextEncoder().encode(signed);
    for (const key of previous) {
      if (!(await webcrypto.subtle.verify(HMAC, await key, new Uint8Array(signature), bytes))) continue;
      return Buffer.from(await webcrypto.subtle.sign(HMAC, await current, bytes));
    }
    return undefined;
  };
}

async function importKey(secret: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("raw", secretBytes(secret), HMAC, false, ["sign", "verify"]);
}
