import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import { type DatabaseLogin, deriveLogin, rootCertificates, tlsMode } from "@typedo/db";
import { z } from "zod";
import { parseMailAddress, parseSmtpUrl, type SmtpSettings } from "./mail/mail-settings.js";
import { readTracing, type TracingSettings, tracingVariables } from "./tracing/tracing-settings.js";

/** The logins to a PostgreSQL of one's own. */
export interface ExternalDatabase {
  /** Migrates at the start; undefined where it must not be on this machine. */
  readonly owner: DatabaseLogin | undefined;
  readonly app: DatabaseLogin;
  readonly auth: DatabaseLogin;
}

export interface Environment {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Undefined: the embedded one. */
  readonly database: ExternalDatabase | undefined;
  readonly databasePoolSize: number;
  /** Undefined: with the embedded database, made and kept in the data directory. */
  readonly secret: string | undefined;
  /** During a rotation: what it signed and encrypted is still good. */
  readonly previousSecrets: readonly string[];
  /** The public origin, without a slash at the end. */
  readonly baseUrl: string;
  /** Whether anybody may make an account. */
  readonly isSignUpOpen: boolean;
  readonly trustedOrigins: readonly string[];
  /** Addresses or networks of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[];
  /** Requests a minute; 0: no limit. */
  readonly rateLimit: number;
  readonly authRateLimit: number;
  /** Requests that one process works on at once; 0: no limit. */
  readonly maxConcurrentRequests: number;
  /** Shares the limits between processes; undefined: the database does. */
  readonly redisUrl: string | undefined;
  /** Undefined: no mail is sent. */
  readonly mail: SmtpSettings | undefined;
  /** Who sends it may read the metrics from anywhere; undefined: this machine alone may. */
  readonly metricsToken: string | undefined;
  readonly logLevel: string;
  /** Processes that serve. */
  readonly workers: number;
  /** Undefined: nothing is traced. */
  readonly tracing: TracingSettings | undefined;
}

/** Set for the processes that serve beside others, by the one that starts them. */
export const WORKER_MARK = { TYPEDO_WORKER: "1" };

export const isWorker = process.env["TYPEDO_WORKER"] === WORKER_MARK.TYPEDO_WORKER;

/** The environment makes no sense. The message is one line that names each variable and says what to do. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

const SECRET_BYTES = 32;

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: `must be a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be a whole number from ${min} to ${max}` });

const originText = z
  .string()
  .refine(isOrigin, { error: "must be an origin such as https://tasks.example.com, without a path" })
  .transform((value) => new URL(value).origin);

const databaseUrl = z
  .string()
  .refine(isDatabaseUrl, { error: "must be a URL such as postgres://user:password@host:5432/database", abort: true })
  .refine((url) => tlsMode(url) !== undefined, { error: "has an sslmode that there is not", abort: true })
  .refine(hasItsCertificates, { error: "names a file by sslrootcert that can't be read" });

const redisUrl = z.string().refine(isRedisUrl, {
  error: "must be a URL such as redis://user:password@host:6379/0, or rediss://… for TLS",
});

const list = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(item));

/** What a function makes of the text, and it makes undefined of what is wrong. */
const parsed = <T>(parse: (text: string) => T | undefined, error: string) =>
  z
    .string()
    .transform((text, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: "custom", message: error });
      return z.NEVER;
    })
    .optional();

const secretText = z.string().refine((secret) => Buffer.byteLength(secret) >= SECRET_BYTES, {
  error: `must be at least ${SECRET_BYTES} bytes long: make one with openssl rand -base64 32`,
});

const variables = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: whole(1, 65_535).default(3000),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: databaseUrl.optional(),
  DIRECT_DATABASE_URL: databaseUrl.optional(),
  APP_DATABASE_URL: databaseUrl.optional(),
  AUTH_DATABASE_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: whole(2, 1000).default(10),
  BETTER_AUTH_SECRET: secretText.optional(),
  BETTER_AUTH_SECRET_PREVIOUS: secretText.optional(),
  BETTER_AUTH_URL: originText.optional(),
  SIGN_UP: z.enum(["open", "closed"], { error: "must be open or closed" }).default("open"),
  TRUSTED_ORIGINS: list(originText).default([]),
  TRUST_PROXY: list(
    z.string().regex(/^[\da-fA-F:.]+(?:\/\d{1,3})?$/, { error: "must be addresses or networks, as 10.0.0.0/8" }),
  ).default([]),
  RATE_LIMIT_PER_MINUTE: whole(0, 1_000_000).default(300),
  AUTH_RATE_LIMIT_PER_MINUTE: whole(0, 1_000_000).default(10),
  MAX_CONCURRENT_REQUESTS: whole(0, 1_000_000).default(60),
  REDIS_URL: redisUrl.optional(),
  SMTP_URL: parsed(parseSmtpUrl, "must be a URL such as smtp://user:password@mail.example.com:587, or smtps://…"),
  MAIL_FROM: parsed(parseMailAddress, "must be an address, as typedo@example.com or Typedo <typedo@example.com>"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
  METRICS_TOKEN: z
    .string()
    .refine((token) => /^[\w.~+/=-]{16,}$/.test(token), {
      error: "must be at least 16 letters and digits: make one with openssl rand -hex 32",
    })
    .optional(),
  WORKERS: whole(1, 64).default(1),
  ...tracingVariables,
});

/**
 * Reads the environment, once. A variable that is empty counts as not set.
 *
 * @param flags what the command line says instead
 * @throws EnvironmentError
 */
export function readEnvironment(
  values: Readonly<Record<string, string | undefined>> = process.env,
  flags: Readonly<Record<string, string>> = {},
): Environment {
  const given = Object.fromEntries(
    Object.entries({ ...values, ...flags }).filter(([, value]) => value !== undefined && value !== ""),
  );
  const { data, error } = variables.safeParse(given);
  if (!data) {
    throw new EnvironmentError(error.issues.map(({ path, message }) => `${String(path[0])} ${message}`).join("; "));
  }
  return {
    host: data.HOST,
    port: data.PORT,
    dataDirectory: resolve(data.DATA_DIR),
    database: readDatabase(data),
    databasePoolSize: data.DATABASE_POOL_SIZE,
    secret: data.BETTER_AUTH_SECRET,
    previousSecrets: data.BETTER_AUTH_SECRET_PREVIOUS === undefined ? [] : [data.BETTER_AUTH_SECRET_PREVIOUS],
    baseUrl: data.BETTER_AUTH_URL ?? `http://localhost:${data.PORT}`,
    isSignUpOpen: data.SIGN_UP === "open",
    trustedOrigins: data.TRUSTED_ORIGINS,
    trustProxy: data.TRUST_PROXY,
    rateLimit: data.RATE_LIMIT_PER_MINUTE,
    authRateLimit: data.AUTH_RATE_LIMIT_PER_MINUTE,
    maxConcurrentRequests: data.MAX_CONCURRENT_REQUESTS,
    redisUrl: data.REDIS_URL,
    mail: readMail(data),
    metricsToken: data.METRICS_TOKEN,
    logLevel: data.LOG_LEVEL,
    workers: data.WORKERS,
    tracing: readTracing(data),
  };
}

function readDatabase(data: z.output<typeof variables>): ExternalDatabase | undefined {
  const { DATABASE_URL, DIRECT_DATABASE_URL, APP_DATABASE_URL, AUTH_DATABASE_URL } = data;
  // The direct URL goes past a pooler, so what the first one leads through keeps nothing between transactions.
  const pooled = DIRECT_DATABASE_URL !== undefined;
  const serving = (url: string): DatabaseLogin => ({ url, pooled });
  const ownerUrl = DIRECT_DATABASE_URL ?? DATABASE_URL;
  const owner = ownerUrl === undefined ? undefined : { url: ownerUrl };
  if (APP_DATABASE_URL !== undefined && AUTH_DATABASE_URL !== undefined) {
    return { owner, app: serving(APP_DATABASE_URL), auth: serving(AUTH_DATABASE_URL) };
  }
  if (APP_DATABASE_URL !== undefined || AUTH_DATABASE_URL !== undefined) {
    throw new EnvironmentError("APP_DATABASE_URL and AUTH_DATABASE_URL go together: set both, or neither");
  }
  if (owner === undefined) return undefined;
  const through = serving(DATABASE_URL ?? owner.url);
  return { owner, app: deriveLogin(through, "typedo_app"), auth: deriveLogin(through, "typedo_auth") };
}

function readMail({ SMTP_URL: server, MAIL_FROM: from }: z.output<typeof variables>): SmtpSettings | undefined {
  if (server && from) return { server, from };
  if (server || from) throw new EnvironmentError("SMTP_URL and MAIL_FROM go together: set both, or neither");
  return undefined;
}

function isOrigin(value: string): boolean {
  const url = parseUrl(value);
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === value.replace(/\/$/, "");
}

function isDatabaseUrl(value: string): boolean {
  const url = parseUrl(value);
  return url !== undefined && /^postgres(?:ql)?:$/.test(url.protocol) && url.username !== "" && url.pathname.length > 1;
}

function hasItsCertificates(url: string): boolean {
  const file = rootCertificates(url);
  if (file === undefined) return true;
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** With a number for a database, if with a path at all: ioredis would take any other for 0, and say nothing. */
function isRedisUrl(value: string): boolean {
  const url = parseUrl(value);
  if (url === undefined || !/^rediss?:$/.test(url.protocol)) return false;
  return url.hostname !== "" && /^(?:\/\d{0,4})?$/.test(url.pathname);
}

function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}
