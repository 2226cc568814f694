import { webcrypto } from "node:crypto";
import { type AuthOptions, secretBytes } from "./options.js";

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** A value, and its signature in base64, as better-call signs cookies; what comes of `encodeURIComponent`. */
const SIGNED = /^(.+)\.([\w+/]{43}=)$/;

/**
 * Better Auth knows a cookie by the current secret alone. During a rotation the door signs those anew that a secret
 * from before it has signed, so that nobody is signed out; the browser gets one of the new secret with the session's
 * next renewal.
 */
export function oldCookies({
  secret,
  previousSecrets = [],
}: Pick<AuthOptions, "secret" | "previousSecrets">): (headers: Headers) => Promise<Headers> {
  if (previousSecrets.length === 0) return async (headers) => headers;
  const current = importKey(secret);
  const previous = previousSecrets.map(importKey);

  /** Undefined: no secret from before signed it. */
  const signAnew = async (cookie: string): Promise<string | undefined> => {
    const [, name, encoded = ""] = /^\s*([^=]+)=(.*)$/.exec(cookie) ?? [];
    const [, value, signature] = SIGNED.exec(decode(encoded)) ?? [];
    if (name === undefined || value === undefined || signature === undefined) return undefined;
    const [bytes, signed] = [new TextEncoder().encode(value), Buffer.from(signature, "base64")];
    for (const key of previous) {
      if (!(await webcrypto.subtle.verify(HMAC, await key, signed, bytes))) continue;
      const anew = Buffer.from(await webcrypto.subtle.sign(HMAC, await current, bytes)).toString("base64");
      return `${name}=${encodeURIComponent(`${value}.${anew}`)}`;
    }
    return undefined;
  };

  return async (headers) => {
    const sent = headers.get("cookie");
    if (sent === null) return headers;
    const cookies = await Promise.all(sent.split(";").map(async (cookie) => (await signAnew(cookie)) ?? cookie.trim()));
    const changed = new Headers(headers);
    changed.set("cookie", cookies.join("; "));
    return changed;
  };
}

async function importKey(secret: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("raw", secretBytes(secret), HMAC, false, ["sign", "verify"]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
