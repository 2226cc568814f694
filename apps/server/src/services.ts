import { hkdfSync } from "node:crypto";
import type { Context } from "@typedo/api";
import { type Auth, createAuth } from "@typedo/auth";
import {
  type AuthDatabase,
  checkServing,
  type Database,
  type DatabaseLogin,
  lackingFixes,
  migrate,
  openAuthDatabase,
  openDatabase,
  openEmbeddedDatabase,
} from "@typedo/db";
import type { Logger } from "pino";
import { authProblem, CLIENT_ADDRESS } from "./auth-problem.js";
import { type Environment, EnvironmentError } from "./env.js";
import { type Metrics, openMetrics } from "./metrics/metrics.js";
import { type Mailer, openMailer } from "./mail/mailer.js";
import { type Budgets, openBudgets } from "./limits/open-budgets.js";
import { keepSecret } from "./secret.js";
import type { Tracing } from "./tracing/tracing.js";

/** What the app stands on; opened before the first request, closed after the last. */
export interface Services {
  readonly database: Database;
  readonly auth: Auth;
  readonly mailer: Mailer;
  readonly metrics: Metrics;
  /** What is left of each limit. */
  readonly budgets: Budgets;
  /** Sign the cursors of lists: derived from the secrets, and so the same in every process. */
  readonly cursorKeys: Context["cursorKeys"];
  /** Undefined: nothing is traced. */
  readonly tracing: Tracing | undefined;
  close(): Promise<void>;
}

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
  const logins = await openLogins(environment, (message) => log.info(message));
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

export async function openServices(
  environment: Environment,
  { logins, secret }: Pick<Ground, "logins" | "secret">,
  log: Logger,
): Promise<Services> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const service of opened.toReversed()) await service.close();
  };
  try {
    const tracing = await openTraces(environment, log);
    // Closed last: what the others end with is sent too.
    if (tracing) opened.push(tracing);
    const { forAuth, forTasks } = sharePool(environment.databasePoolSize);
    const database = openDatabase(logins.app, { poolSize: forTasks });
    opened.push(database);
    const postgresql = await checkServing(database);
    log.info({ postgresql }, "The database is ready");
    const lacking = lackingFixes(postgresql);
    // Of the embedded one there may be no newer yet, and nobody to see to it.
    if (lacking !== undefined) log[environment.database ? "warn" : "info"](lacking);
    const authDatabase = openAuthDatabase(logins.auth, { poolSize: forAuth, currentSpan: tracing?.currentSpan });
    opened.push(authDatabase);
    const budgets = await openBudgets(environment.redisUrl, authDatabase, log);
    opened.push(budgets);
    const mailer = openMailer(environment, log);
    opened.push(mailer);
    const metrics = openMetrics();
    metrics.watchPool("tasks", () => database.pool());
    metrics.watchPool("auth", () => authDatabase.pool());
    metrics.watchLimits(() => budgets.isShared());
    return {
      database,
      mailer,
      metrics,
      budgets,
      auth: openAuth(environment, authDatabase, secret, mailer, log),
      cursorKeys: [cursorKey(secret), ...environment.previousSecrets.map(cursorKey)],
      tracing,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function cursorKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "typedo", "cursors", 32));
}

/** What makes traces is loaded where there are to be some. */
async function openTraces({ tracing }: Environment, log: Logger): Promise<Tracing | undefined> {
  if (!tracing) return undefined;
  const { openTracing } = await import("./tracing/open-tracing.js");
  return openTracing(tracing, log);
}

/** Where to log in; starts the embedded database, if there is no other. */
export async function openLogins(environment: Environment, onProgress: (message: string) => void): Promise<Logins> {
  const { database, dataDirectory } = environment;
  return database ? { ...database, release: async () => {} } : openEmbeddedDatabase({ dataDirectory, onProgress });
}

async function findSecret({ database, dataDirectory, secret }: Environment): Promise<string> {
  if (secret !== undefined) return secret;
  if (!database) return keepSecret(dataDirectory);
  throw new EnvironmentError(
    "BETTER_AUTH_SECRET is needed beside a database of your own: make one with openssl rand -base64 32, and give every process the same",
  );
}

/** Sign-in waits for scrypt far longer than for the database: a fifth of the connections is plenty. */
function sharePool(size: number) {
  const forAuth = Math.max(1, Math.floor(size / 5));
  return { forAuth, forTasks: size - forAuth };
}

function openAuth(environment: Environment, database: AuthDatabase, secret: string, mailer: Mailer, log: Logger): Auth {
  return createAuth({
    database,
    secret,
    previousSecrets: environment.previousSecrets,
    baseUrl: environment.baseUrl,
    trustedOrigins: environment.trustedOrigins,
    clientAddressHeader: CLIENT_ADDRESS,
    problem: authProblem,
    sendMail: mailer.send,
    log: (level, message, cause) => log[level]({ err: cause }, message),
  });
}
