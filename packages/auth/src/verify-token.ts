import { webcrypto } from "node:crypto";
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, type JWTVerifyOptions } from "jose";
import { type AuthOptions, secretBytes } from "./options.js";
import type { PublicKeys } from "./public-keys.js";

/** Seconds by which the clocks of minter and verifier may differ. */
export const CLOCK_TOLERANCE = 5;

/** A JWT whose signature and registered claims are good. */
export interface VerifiedToken {
  readonly claims: JWTPayload;
  /** `exp`, in seconds since 1970. */
  readonly expires: number;
}

const TYPES = new Set(["jwt", "at+jwt"]);

/**
 * Makes the check of a JWT by RFC 7519 and RFC 8725: the algorithm is one of two, each with keys of its own kind, and
 * nothing that the token says of keys (`jwk`, `jku`, `x5u`) is looked at. It rejects with an Error that says why; with
 * DatabaseUnavailableError when the public keys can't be read.
 */
export function tokenVerifier(
  { baseUrl, secret, previousSecrets = [] }: Pick<AuthOptions, "baseUrl" | "secret" | "previousSecrets">,
  keys: PublicKeys,
) {
  const secretKeys = [secret, ...previousSecrets].map(async (one) =>
    webcrypto.subtle.importKey("raw", secretBytes(one), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]),
  );
  const expected = {
    issuer: baseUrl,
    audience: baseUrl,
    requiredClaims: ["sub", "exp"],
    clockTolerance: CLOCK_TOLERANCE,
  } satisfies JWTVerifyOptions;

  async function verifyByAny(token: string) {
    let failure: unknown;
    for (const key of secretKeys) {
      try {
        return await jwtVerify(token, await key, { ...expected, algorithms: ["HS256"] });
      } catch (error) {
        failure = error;
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    throw failure;
  }

  async function verifySignature(token: string) {
    const header: Record<string, unknown> = decodeProtectedHeader(token);
    if ("crit" in header) throw new Error("An extension is said to be critical, and none is known");
    const { typ } = header;
    if (typ !== undefined && !(typeof typ === "string" && TYPES.has(typ.toLowerCase()))) {
      throw new Error("Another type of token");
    }
    switch (header["alg"]) {
      case "HS256":
        return verifyByAny(token);
      case "EdDSA": {
        const key = typeof header["kid"] === "string" ? await keys.find(header["kid"]) : undefined;
        if (!key) throw new Error("No key has this id");
        return jwtVerify(token, key, { ...expected, algorithms: ["EdDSA"] });
      }
      default:
        throw new Error("The algorithm is not one of ours");
    }
  }

  return async (token: string): Promise<VerifiedToken> => {
    const { payload: claims } = await verifySignature(token);
    if (claims.iat !== undefined && claims.iat > Date.now() / 1000 + CLOCK_TOLERANCE) {
      throw new Error("It is from the future");
    }
    if (claims.exp === undefined) throw new Error("It never expires");
    return { claims, expires: claims.exp };
  };
}
