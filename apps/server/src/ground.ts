import { type DatabaseLogin, migrate, openEmbeddedDatabase } from "@typedo/db";
import type { Logger } from "pino";
import { type Environment, EnvironmentError } from "./env.js";
import { keepSecret } from "./secret.js";

/** What all processes that serve from here stand on. */
export interface Ground {
  readonly logins: Logins;
  readonly secret: string;
  close(): Promise<void>;
}

interface Logins {
  readonly owner: DatabaseLogin | undefined;
  readonly app: DatabaseLogin;
  readonly auth: DatabaseLogin;
  release(): Promise<void>;
}

/** Starts the embedded database, if there is to be one, or joins it. */
export async function openGround(environment: Environment, log: Logger): Promise<Ground> {
  const logins = await openLogins(
    environment,
    (message) => log.info(message),
    (message, error) => log.error({ err: error }, message),
  );
  try {
    return { logins, secret: await findSecret(environment), close: () => logins.release() };
  } catch (error) {
    await logins.release();
    throw error;
  }
}

/** Brings the database to this version's shape, where there is an owner to do it. */
export async function migrateGround({ logins: { owner, app, auth } }: Ground): Promise<void> {
  if (owner) await migrate({ owner, app, auth });
}

/**
 * Where to log in; starts the embedded database, if there is no other, and again where it ends and there is somebody to be
 * told.
 */
export async function openLogins(
  { database, dataDirectory }: Environment,
  onProgress: (message: string) => void,
  onEnded?: (message: string, error?: unknown) => void,
): Promise<Logins> {
  if (database) return { ...database, release: async () => {} };
  return openEmbeddedDatabase({ dataDirectory, onProgress, ...(onEnded && { onEnded }) });
}

async function findSecret({ database, dataDirectory, secret }: Environment): Promise<string> {
  if (secret !== undefined) return secret;
  if (!database) return keepSecret(dataDirectory);
  throw new EnvironmentError(
    "BETTER_AUTH_SECRET is needed beside a database of your own: make one with openssl rand -base64 32, and give every process the same",
  );
}
