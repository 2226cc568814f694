/** What this page needs to know of a JWT that it was given; it verifies nothing, the API does. */
export interface AccessToken {
  readonly token: string;
  readonly userId: string;
  readonly lifetimeMs: number;
}

/** @throws TypeError if it is no JWT with `sub`, `iat` and `exp` (RFC 7519) */
export function readAccessToken(token: string): AccessToken {
  const { sub, iat, exp } = readClaims(token);
  if (typeof sub !== "string" || typeof iat !== "number" || typeof exp !== "number") {
    throw new TypeError("The access token lacks sub, iat or exp");
  }
  return { token, userId: sub, lifetimeMs: (exp - iat) * 1000 };
}

function readClaims(token: string): { sub?: unknown; iat?: unknown; exp?: unknown } {
  const base64 = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const claims: unknown = JSON.parse(
    new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))),
  );
  return typeof claims === "object" && claims !== null ? claims : {};
}
