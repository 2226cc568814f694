import { hkdfSync } from "node:crypto";
import type { Context } from "@typedo/api";
import { type Auth, createAuth } from "@typedo/auth";
import {
  type AuthDatabase,
  checkServing,
  type Database,
  lackingFixes,
  openAuthDatabase,
  openDatabase,
} from "@typedo/db";
import type { Logger } from "pino";
import { authProblem, CLIENT_ADDRESS } from "./auth-problem.js";
import type { Environment } from "./env.js";
import type { Ground } from "./ground.js";
import { type Metrics, openMetrics } from "./metrics/metrics.js";
import { type Mailer, openMailer } from "./mail/mailer.js";
import { type Budgets, openBudgets } from "./limits/open-budgets.js";
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

/**
 * Sign-in waits for scrypt far longer than for the database: a fifth of the connections is plenty. Two, where there are four
 * in all: the deletion of a large account keeps one for long.
 */
function sharePool(size: number) {
  const forAuth = Math.max(size < 4 ? 1 : 2, Math.floor(size / 5));
  return { forAuth, forTasks: size - forAuth };
}

function openAuth(environment: Environment, database: AuthDatabase, secret: string, mailer: Mailer, log: Logger): Auth {
  return createAuth({
    database,
    secret,
    previousSecrets: environment.previousSecrets,
    baseUrl: environment.baseUrl,
    isSignUpOpen: environment.isSignUpOpen,
    trustedOrigins: environment.trustedOrigins,
    clientAddressHeader: CLIENT_ADDRESS,
    problem: authProblem,
    sendMail: mailer.send,
    log: (level, message, cause) => log[level]({ err: cause }, message),
  });
}
