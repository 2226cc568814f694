import { DrizzleQueryError } from "drizzle-orm";
import postgres from "postgres";

/** Why the database could not serve; `outcome-unknown` alone may have stored what was sent. */
export type UnavailableReason =
  | "pool-exhausted"
  | "connection-lost"
  | "no-answer"
  | "outcome-unknown"
  | "refused"
  | "contended";

/** The database is away, full, or does not answer: the caller may try again later. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";

  readonly reason: UnavailableReason;

  constructor(reason: UnavailableReason, cause?: unknown) {
    super(`The database is not available: ${reason}`, { cause });
    this.reason = reason;
  }
}

/**
 * A statement that PostgreSQL refused. It holds nothing of any row: what PostgreSQL says of classes 22 and 23 quotes
 * the data, and this error may be logged.
 */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";

  /** Five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly sqlState: string;
  readonly constraint: string | undefined;

  constructor(sqlState: string, constraint: string | undefined, message: string) {
    super(message);
    this.sqlState = sqlState;
    this.constraint = constraint;
  }
}

// Classes 08 (connection), 28 (login), 53 (resources), 57 (operator intervention: shutdown, timeout), 58 (system); a standby,
// a database that is not there, a lock that others hold, and a transaction that was idle for too long.
const UNAVAILABLE = /^(?:08|28|53|57|58|25006|25P03|3D000|55P03)/;

function describe(error: postgres.PostgresError): string {
  const what = error.constraint_name ? ` by ${error.constraint_name}` : "";
  return /^2[23]/.test(error.code)
    ? `SQLSTATE ${error.code}${what}`
    : `SQLSTATE ${error.code}${what}: ${error.message}`;
}

/** Any error of Drizzle, postgres.js or PostgreSQL as one of the two above; others as they are. */
export function translateDatabaseError(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  if (!(cause instanceof postgres.PostgresError)) {
    return isConnectionError(cause) ? new DatabaseUnavailableError("connection-lost", cause) : cause;
  }
  const translated = new DatabaseError(cause.code, cause.constraint_name, describe(cause));
  return UNAVAILABLE.test(cause.code) ? new DatabaseUnavailableError("refused", translated) : translated;
}

/** Of a certificate that is not believed, as OpenSSL and Node call it. */
const OF_CERTIFICATES = /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_|HOSTNAME_MISMATCH/;

/** A lost or refused connection, as postgres.js and Node's sockets tell it. */
function isConnectionError(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (/^(?:CONNECT|E[A-Z]+$)/.test(code) || OF_CERTIFICATES.test(code));
}

/** Whether who took the connection could not show to be the database that was meant. */
export function isOfCertificates(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && OF_CERTIFICATES.test(code);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
