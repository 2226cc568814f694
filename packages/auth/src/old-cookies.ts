import type { SignAnew } from "./signing-anew.js";

/** A value, and its signature in base64, as better-call signs cookies; what comes of `encodeURIComponent`. */
const SIGNED = /^(.+)\.([\w+/]{43}=)$/;

/**
 * During a rotation the cookies that a secret from before has signed are good, so that nobody is signed out; the browser
 * gets one of the new secret with the session's next renewal.
 */
export function oldCookies(signAnew: SignAnew | undefined): (headers: Headers) => Promise<Headers> {
  if (!signAnew) return async (headers) => headers;

  const renew = async (cookie: string): Promise<string> => {
    const [, name, encoded = ""] = /^\s*([^=]+)=(.*)$/.exec(cookie) ?? [];
    const [, value, signature] = SIGNED.exec(decode(encoded)) ?? [];
    if (name === undefined || value === undefined || signature === undefined) return cookie.trim();
    const anew = await signAnew(value, Buffer.from(signature, "base64"));
    return anew ? `${name}=${encodeURIComponent(`${value}.${anew.toString("base64")}`)}` : cookie.trim();
  };

  return async (headers) => {
    const sent = headers.get("cookie");
    if (sent === null) return headers;
    const changed = new Headers(headers);
    changed.set("cookie", (await Promise.all(sent.split(";").map(renew))).join("; "));
    return changed;
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
