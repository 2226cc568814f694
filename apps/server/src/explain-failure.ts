import {
  BackupError,
  DatabaseError,
  DatabaseSetupError,
  DatabaseUnavailableError,
  EmbeddedPostgresError,
  isOfCertificates,
} from "@typedo/db";
import { EnvironmentError } from "./env.js";

const NOT_MIGRATED = "The database has not been migrated yet: start the server, or run pnpm db:migrate";

/** Why the program could not start, or go on: one line that says what to do. Only what nobody expects keeps its stack. */
export function explainFailure(error: unknown): string {
  if (
    error instanceof EnvironmentError ||
    error instanceof BackupError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof DatabaseSetupError
  ) {
    return error.message;
  }
  if (error instanceof DatabaseUnavailableError) return explainUnavailable(error);
  if (error instanceof DatabaseError) return `The database refused: ${error.message}`;
  return explainListening(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function explainUnavailable(error: DatabaseUnavailableError): string {
  if (error.cause instanceof DatabaseError) return explainUnavailableServer(error.cause);
  if (error.cause instanceof Error && isOfCertificates(error.cause)) {
    return `The database's certificate is not believed (${oneLine(error.cause.message)}): name who signed it by sslrootcert=<file> in DATABASE_URL, and the host as it is called there`;
  }
  const why = error.cause instanceof Error ? ` (${oneLine(error.cause.message)})` : "";
  return `The database does not answer${why}: start it, or correct DATABASE_URL`;
}

function explainUnavailableServer({ sqlState, message }: DatabaseError): string {
  // Migrations make the serving logins.
  if (/role "typedo_(?:app|auth)" does not exist/.test(message)) return NOT_MIGRATED;
  switch (sqlState) {
    case "53300":
      if (message.includes('for role "')) {
        return `The login has no connection left (${oneLine(message)}): raise its CONNECTION LIMIT by ALTER ROLE`;
      }
      return "The database has no connection left: raise its max_connections, or lower DATABASE_POOL_SIZE";
    case "28P01":
    case "28000":
      return `The database refuses the login (${oneLine(message)}): correct user and password in DATABASE_URL`;
    case "3D000":
      return "The database named in DATABASE_URL does not exist: make it with createdb, or correct the name";
    default:
      return `The database does not take connections now (${oneLine(message)}): start again when it does`;
  }
}

function explainListening(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const where = "port" in error ? `Port ${String(error.port)}` : "The port";
  switch (error.code) {
    case "EADDRINUSE":
      return `${where} is in use: stop what listens there, or set PORT to another one`;
    case "EACCES":
      return `${where} may not be used by this user: set PORT to one above 1023`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return "HOST is no address of this machine: set it to 127.0.0.1, or to 0.0.0.0 for all of them";
    default:
      return undefined;
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
