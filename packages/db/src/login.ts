import { hkdfSync } from "node:crypto";

/** Where a PostgreSQL is, and as whom to log in. */
export interface DatabaseLogin {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The folder of a unix socket, instead of the URL's host: the embedded server's. */
  readonly socketDirectory?: string;
  /** True where a pooler stands between that may change the server connection after each transaction. */
  readonly pooled?: boolean;
}

/** The roles that log in to serve; the owner migrates. */
export type ServingRole = "typedo_app" | "typedo_auth";

/**
 * The login of a serving role, with a password derived from the owner's (HKDF-SHA-256, RFC 5869), so that one URL is
 * enough for a small installation. Where the owner's URL has no password, the server trusts by other means, and a
 * derived one would be known to everybody: then there is none.
 */
export function deriveLogin(owner: DatabaseLogin, role: ServingRole): DatabaseLogin {
  const url = new URL(owner.url);
  const password = decodeURIComponent(url.password);
  url.username = role;
  url.password =
    password && Buffer.from(hkdfSync("sha256", password, "typedo", `login ${role}`, 24)).toString("base64url");
  return { ...owner, url: url.href };
}

/** The password in a login's URL; undefined where there is none. */
export function loginPassword(login: DatabaseLogin): string | undefined {
  return decodeURIComponent(new URL(login.url).password) || undefined;
}
