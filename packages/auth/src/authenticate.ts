import { DatabaseUnavailableError, DatabaseError, type Principal, type Scope, SCOPES } from "@typedo/db";
import type { JWTPayload } from "jose";
import { AuthenticationError } from "./authentication-error.js";
import { ExpiringCache } from "./expiring-cache.js";
import type { CheckedKeys } from "./keys/checked-keys.js";
import { isKey } from "./keys/key-plugin.js";
import type { Auth, AuthOptions } from "./options.js";
import type { PublicKeys } from "./public-keys.js";
import type { RemovedUsers } from "./removed-users.js";
import { CLOCK_TOLERANCE, tokenVerifier } from "./verify-token.js";

/** Characters. Ours have some 400; what is longer is not worth decoding. */
const LONGEST_TOKEN = 4096;

/** RFC 6750, section 2.1, with the one space of RFC 9110. */
const CREDENTIALS = /^bearer ([\w.-]+)$/i;

/** Three parts in base64url. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Verifying costs 60 to 160 µs, and a client sends the same token for 15 minutes. Half a kilobyte each. */
const CAPACITY = 10_000;

/** Seconds until a token is verified again: a public key that was deleted is not trusted for ever. */
const LONGEST_TRUST = 5 * 60;

/** 1 to 64 characters, as `auth.user.id` may have, that PostgreSQL takes as text. */
const ID = /^[^\p{Cc}\p{Cs}]{1,64}$/u;

/** Where `scope` is absent. */
const DEFAULT_SCOPES: readonly Scope[] = ["tasks:read", "tasks:write"];

interface Means {
  readonly publicKeys: PublicKeys;
  readonly apiKeys: CheckedKeys;
  readonly removed: RemovedUsers;
}

export function authenticator(
  options: Pick<AuthOptions, "baseUrl" | "secret" | "previousSecrets">,
  { publicKeys, apiKeys, removed }: Means,
): Pick<Auth, "authenticate" | "recall"> {
  const verify = tokenVerifier(options, publicKeys);
  /** By the header in which the token came. */
  const verified = new ExpiringCache<Principal>(CAPACITY);
  const now = () => Math.floor(Date.now() / 1000);

  const recall: Auth["recall"] = (authorization) => {
    const principal = authorization === undefined ? undefined : verified.find(authorization, now());
    return principal && !removed.has(principal.userId) ? principal : undefined;
  };

  async function ofToken(token: string, authorization: string): Promise<Principal> {
    const since = now();
    const { claims, expires } = await verify(token);
    const principal = toPrincipal(claims);
    verified.remember(authorization, principal, since, Math.min(expires + CLOCK_TOLERANCE, since + LONGEST_TRUST));
    return principal;
  }

  async function ofKey(key: string): Promise<Principal> {
    const principal = await apiKeys.check(key);
    if (!principal) throw new Error("There is no such key, or it is disabled or expired");
    return principal;
  }

  const authenticate: Auth["authenticate"] = async (authorization = "", beforeLookUp) => {
    const known = recall(authorization);
    if (known) return known;
    const credential = bearerToken(authorization);
    if (isKey(credential) && !apiKeys.isKnown(credential)) await beforeLookUp?.();
    try {
      const principal = await (isKey(credential) ? ofKey(credential) : ofToken(credential, authorization));
      if (removed.has(principal.userId)) throw new Error("The user was deleted");
      return principal;
    } catch (error) {
      if (error instanceof DatabaseUnavailableError || error instanceof DatabaseError) throw error;
      throw new AuthenticationError("invalid", error);
    }
  };

  return { recall, authenticate };
}

function bearerToken(authorization: string): string {
  const scheme = /^[^ ]*/.exec(authorization)?.[0].toLowerCase();
  if (scheme !== "bearer") throw new AuthenticationError("missing");
  if (authorization.length > LONGEST_TOKEN) throw new AuthenticationError("invalid", new Error("It is too long"));
  const credential = CREDENTIALS.exec(authorization)?.[1];
  if (credential === undefined || !(isKey(credential) || JWT.test(credential))) {
    throw new AuthenticationError("invalid", new Error("It is neither a JWT nor an API key"));
  }
  return credential;
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
