import type { AuthDatabase, Principal } from "@typedo/db";
import type { Accounts } from "./accounts.js";
import type { Mail } from "./mail/mail.js";
import type { ServedPath } from "./methods.js";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a caller is told of an error, beside its status. */
export interface AuthErrorDetail {
  /** Better Auth's, in capitals, such as `INVALID_EMAIL_OR_PASSWORD`; its client reads it. */
  readonly code: string;
  /** For people, in English. */
  readonly message: string;
}

export interface AuthOptions {
  /** Under the login `typedo_auth`, which sees schema `auth` alone. */
  readonly database: AuthDatabase;
  /** At least 32 bytes of UTF-8: signs cookies and HS256 tokens, and encrypts the private keys in the database. */
  readonly secret: string;
  /** During a rotation, those from before: what they signed and encrypted is still good, and they sign nothing. */
  readonly previousSecrets?: readonly string[];
  /** The public origin, such as `https://tasks.example.com`: `iss` and `aud` of tokens; https makes cookies secure. */
  readonly baseUrl: string;
  /** Whether anybody may make an account: true unless said. Who has one is not concerned. */
  readonly isSignUpOpen?: boolean;
  /** Other origins whose pages may call `/api/auth`. */
  readonly trustedOrigins: readonly string[];
  /**
   * Sends a mail, or hands it on to what does. It is called in the background: nobody waits for it, and what it throws
   * is logged.
   */
  readonly sendMail: (mail: Mail) => Promise<void>;
  readonly log: (level: LogLevel, message: string, cause?: unknown) => void;
  /**
   * A header that the server itself sets to the checked address of the client, whatever the client sent under that
   * name. Without it no session has an address: a client can write what it likes into `X-Forwarded-For`.
   */
  readonly clientAddressHeader?: string;
  /** Makes the `application/problem+json` body (RFC 9457) of an error; `code` and `message` are added to it. */
  readonly problem: (
    request: Request,
    status: number,
    error: AuthErrorDetail,
  ) => { readonly body: Record<string, unknown>; readonly headers?: Readonly<Record<string, string>> };
}

export interface Auth {
  /** Which methods a path has, HEAD with GET; none where there is no such path. OPTIONS, each path knows beside them. */
  methodsOf(url: string): readonly string[];
  /** The path as it is declared, so that no token of a link gets into a log; undefined where there is none. */
  pathOf(url: string): string | undefined;
  /** Whether there is such a path, with such a method. Everything else `handle` refuses without any work. */
  knows(method: string, url: string): boolean;
  /** Everything that `knows` knows, but for HEAD where there is GET. */
  readonly paths: readonly ServedPath[];
  /** Answers everything under `/api/auth/`; never rejects. */
  handle(request: Request): Promise<Response>;
  /**
   * What `authenticate` would give, where it can be told at once: whoever sent the very same header with a JWT before,
   * not long ago.
   */
  recall(authorization: string | undefined): Principal | undefined;
  /**
   * Who is calling, by the value of the `Authorization` header: a JWT, or an API key. A token signed with the secret
   * needs no database, nor does a key that was looked up less than 3 s ago.
   *
   * `beforeLookUp` is waited for before the database is asked for a key that was not good within the last hour: anybody
   * can make up keys of the right shape. What it throws is thrown, and nothing is looked up.
   *
   * @throws AuthenticationError for every token and key that is not good, and for none
   * @throws DatabaseUnavailableError when a key has to be looked up and the database is away
   */
  authenticate(authorization: string | undefined, beforeLookUp?: () => Promise<void>): Promise<Principal>;
  /**
   * The user's id of the session whose cookie comes with a request to `/api/auth`, as Better Auth itself reads it;
   * undefined without one, and for one that is not good. It does not make the session last longer.
   *
   * @throws DatabaseUnavailableError when the database is away, DatabaseError when it refuses the look-up
   */
  userOfSession(headers: Headers): Promise<string | undefined>;
  /** The users' accounts and API keys. */
  readonly accounts: Accounts;
}

/** Where Better Auth is mounted. */
export const BASE_PATH = "/api/auth";

/** RFC 7518, section 3.2: an HS256 key has at least the hash's 256 bits. */
const SHORTEST_SECRET = 32;

/** The secret as a key: its UTF-8 bytes. @throws TypeError if there are fewer than 32 */
export function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < SHORTEST_SECRET) {
    throw new TypeError(
      `The auth secret has ${bytes.length} bytes and needs at least ${SHORTEST_SECRET}: make one with \`openssl rand -base64 32\``,
    );
  }
  return bytes;
}

/** @throws TypeError unless it is an origin as `URL` writes it: it is compared with `iss` and `aud` to the letter */
export function checkBaseUrl(baseUrl: string): void {
  const origin = URL.canParse(baseUrl) ? new URL(baseUrl).origin : "null";
  if (origin === baseUrl) return;
  const hint = origin === "null" ? "such as https://tasks.example.com" : `here ${origin}`;
  throw new TypeError(`The auth base URL must be an origin and nothing else, ${hint}`);
}
