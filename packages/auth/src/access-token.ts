import { type Scope, SCOPES } from "@typedo/db";
import { SignJWT } from "jose";
import { checkBaseUrl, secretBytes } from "./options.js";

/** Seconds that a token of ours lives. It can't be revoked, so it is short; the session gives the next. */
export const TOKEN_LIFETIME = 15 * 60;

export interface AccessTokenOptions {
  readonly secret: string;
  readonly baseUrl: string;
  readonly userId: string;
  readonly sessionId?: string;
  /** All of them unless given. */
  readonly scopes?: readonly Scope[];
  /** 900 unless given. */
  readonly lifetimeSeconds?: number;
  /** The moment it is issued at, unless now. */
  readonly now?: Date;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** The claims that say what a token of a session may do; the user's name and address are in none. */
export function sessionClaims(sessionId: string | undefined, scopes: readonly Scope[] = SCOPES) {
  return { ...(sessionId !== undefined && { sid: sessionId }), scope: scopes.join(" ") };
}

/**
 * Mints a JWT (RFC 7519), HS256 over the secret's UTF-8 bytes, that `Auth.authenticate` takes.
 *
 * @throws TypeError for a secret under 32 bytes or a base URL that is no origin
 */
export async function mintAccessToken(options: AccessTokenOptions): Promise<AccessToken> {
  checkBaseUrl(options.baseUrl);
  const key = secretBytes(options.secret);
  const issuedAt = Math.floor((options.now ?? new Date()).getTime() / 1000);
  const expiresAt = issuedAt + (options.lifetimeSeconds ?? TOKEN_LIFETIME);
  const token = await new SignJWT(sessionClaims(options.sessionId, options.scopes))
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(options.baseUrl)
    .setAudience(options.baseUrl)
    .setSubject(options.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { token, expiresAt: new Date(expiresAt * 1000) };
}
