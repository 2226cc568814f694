import { DatabaseUnavailableError, DatabaseError, type Principal, type Scope, SCOPES } from "@typedo/db";
import type { JWTPayload } from "jose";
import { AuthenticationError } from "./authentication-error.js";
import type { Auth, AuthOptions } from "./options.js";
import type { PublicKeys } from "./public-keys.js";
import { VerifiedTokens } from "./verified-tokens.js";
import { CLOCK_TOLERANCE, tokenVerifier } from "./verify-token.js";

/** Characters. Ours have some 400; what is longer is not worth decoding. */
const LONGEST_TOKEN = 4096;

/** RFC 6750, section 2.1, with the one space of RFC 9110; a JWT is three parts in base64url. */
const CREDENTIALS = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** 1 to 64 characters, as `auth.user.id` may have, that PostgreSQL takes as text. */
const ID = /^[^\p{Cc}\p{Cs}]{1,64}$/u;

/** Where `scope` is absent. */
const DEFAULT_SCOPES: readonly Scope[] = ["tasks:read", "tasks:write"];

export function authenticator(
  options: Pick<AuthOptions, "baseUrl" | "secret">,
  keys: PublicKeys,
): Auth["authenticate"] {
  const verify = tokenVerifier(options, keys);
  const verified = new VerifiedTokens();

  return async (authorization) => {
    const token = bearerToken(authorization);
    const now = Math.floor(Date.now() / 1000);
    const known = verified.find(token, now);
    if (known) return known;
    try {
      const { claims, expires } = await verify(token);
      const principal = toPrincipal(claims);
      verified.remember(token, principal, now, expires + CLOCK_TOLERANCE);
      return principal;
    } catch (error) {
      if (error instanceof DatabaseUnavailableError || error instanceof DatabaseError) throw error;
      throw new AuthenticationError("invalid", error);
    }
  };
}

function bearerToken(authorization: string | undefined): string {
  const scheme = /^[^ ]*/.exec(authorization ?? "")?.[0].toLowerCase();
  if (authorization === undefined || scheme !== "bearer") throw new AuthenticationError("missing");
  if (authorization.length > LONGEST_TOKEN) throw new AuthenticationError("invalid", new Error("It is too long"));
  const token = CREDENTIALS.exec(authorization)?.[1];
  if (token === undefined) throw new AuthenticationError("invalid", new Error("It is no JWT"));
  return token;
}

function toPrincipal(claims: JWTPayload): Principal {
  const sessionId = claims["sid"];
  if (typeof claims.sub !== "string" || !ID.test(claims.sub)) throw new Error("`sub` can't be a user's id");
  if (sessionId !== undefined && (typeof sessionId !== "string" || !ID.test(sessionId))) {
    throw new Error("`sid` can't be a session's id");
  }
  return Object.freeze({
    userId: claims.sub,
    scopes: scopesOf(claims["scope"]),
    ...(sessionId !== undefined && { sessionId }),
  });
}

/** RFC 8693, section 4.2: words with single spaces between. A word that is not known allows nothing. */
function scopesOf(scope: unknown): readonly Scope[] {
  if (scope === undefined) return DEFAULT_SCOPES;
  if (typeof scope !== "string") throw new Error("`scope` is not a string");
  const words = new Set(scope.split(" "));
  return SCOPES.filter((known) => words.has(known));
}
