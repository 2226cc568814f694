import { statfs } from "node:fs/promises";
import {
  type AuthDatabase,
  believesAnybody,
  checkServing,
  type Database,
  lackingFixes,
  translateDatabaseError,
} from "@typedo/db";
import { sql } from "drizzle-orm";
import type { Environment } from "../env.js";

/** What a check found: nothing to do, something to see to, or something that keeps it from serving well. */
export interface Finding {
  readonly status: "ok" | "warn" | "fail";
  /** One line; of what is not ok, what to do. */
  readonly text: string;
}

const ok = (text: string): Finding => ({ status: "ok", text });
const warn = (text: string): Finding => ({ status: "warn", text });
const fail = (text: string): Finding => ({ status: "fail", text });

/** Seconds by which the clocks of server and database may differ: tokens are good for so much longer or shorter. */
const CLOCKS = 5;
/** Milliseconds of a round trip from which on the way to the database is most of what a call takes. */
const FAR = 10;
const ROUND_TRIPS = 5;
const GIBIBYTE = 1024 ** 3;

/** What the settings of this machine come to, without asking anybody. */
export async function checkSettings(environment: Environment): Promise<readonly Finding[]> {
  const { baseUrl, host, previousSecrets, trustProxy, mail, database, metricsToken } = environment;
  const { hostname, protocol } = new URL(baseUrl);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const isPublic = protocol === "https:";
  return [
    ok(`Node ${process.versions.node}`),
    isPublic || isLocal
      ? ok(`Served at ${baseUrl}`)
      : warn(
          `${baseUrl} is not encrypted: passwords go over the network as they are. Set BETTER_AUTH_URL to https://…`,
        ),
    isPublic && trustProxy.length === 0
      ? warn("Behind a proxy all callers have its address, and share its limit: name it in TRUST_PROXY")
      : ok(trustProxy.length === 0 ? "No proxy is trusted" : `Trusted proxies: ${trustProxy.join(", ")}`),
    isLocal && host !== "127.0.0.1" && host !== "::1" && host !== "localhost"
      ? warn(`It listens at ${host} for others, who would need BETTER_AUTH_URL to be how they reach it`)
      : ok(`It listens at ${host}`),
    mail === undefined && (database !== undefined || isPublic)
      ? warn("No mail is sent, so that nobody can get a new password: set SMTP_URL and MAIL_FROM")
      : ok(mail === undefined ? "Mail is shown at /dev/mail" : "Mail is sent by SMTP_URL"),
    previousSecrets.length > 0
      ? warn("BETTER_AUTH_SECRET_PREVIOUS is set: take it away a week after the rotation")
      : ok("One secret"),
    ok(metricsToken === undefined ? "/metrics is for this machine alone" : "/metrics is for who has METRICS_TOKEN"),
    ...(database !== undefined && believesAnybody(database.app.url)
      ? [warn("DATABASE_URL encrypts, and believes anybody: set sslmode=verify-full, as docs/operating.md says")]
      : []),
    ...(database === undefined ? [await checkDisk(environment.dataDirectory)] : []),
  ];
}

async function checkDisk(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const free = (bavail * bsize) / GIBIBYTE;
  const text = `${free.toFixed(1)} GiB are free at DATA_DIR`;
  return free < 1 ? warn(`${text}: a full disk takes no writes`) : ok(text);
}

/** Whether its owner can bring it to this version's shape, and leaves the logins that serve as they should be. */
export async function checkOwner(database: Database, serving: readonly string[]): Promise<readonly Finding[]> {
  const [row] = await ask(database, RIGHTS);
  const shut = await ask(database, SHUT, [JSON.stringify(serving)]);
  return [
    row?.[0] === true
      ? ok("The owner can migrate")
      : fail("The user of DATABASE_URL may not migrate: give it CREATEROLE, and CREATE on the database"),
    ...shut.map(([role, why, instead]) =>
      fail(`${String(role)} ${String(why)}: ALTER ROLE ${String(role)} ${String(instead)}`),
    ),
  ];
}

const RIGHTS = `select (rolsuper or rolcreaterole) and has_database_privilege(current_database(), 'create')
from pg_roles where rolname = current_user`;

/** What each is told of itself does not say what mends it: of one that has expired, that the password is wrong. */
const SHUT = `select quote_ident(rolname), why, instead
from pg_roles cross join lateral (values
  (not rolcanlogin, 'may not log in', 'LOGIN'),
  (rolvaliduntil <= now(), 'may not log in any more', $$VALID UNTIL 'infinity'$$),
  (rolconnlimit = 0, 'may not have a connection', 'CONNECTION LIMIT -1'),
  (rolsuper, 'is a superuser', 'NOSUPERUSER')) as found (is_so, why, instead)
where is_so and rolname in (select jsonb_array_elements_text($1::text::jsonb))`;

/** The database, as the server itself would use it. */
export async function checkDatabase(
  { databasePoolSize, workers }: Pick<Environment, "databasePoolSize" | "workers">,
  database: Database,
): Promise<readonly Finding[]> {
  const version = await checkServing(database);
  const lacking = lackingFixes(version);
  const [row] = await ask(database, SETTINGS);
  const [seconds, fsync, synchronous, readOnly, most, encoding] = row ?? [];
  const apart = Math.abs(Number(seconds) - Date.now() / 1000);
  const wanted = databasePoolSize * workers + (workers > 1 ? 1 : 0);
  return [
    lacking === undefined ? ok(`PostgreSQL ${version}`) : warn(`${lacking}; see docs/operating.md`),
    ok("The login bypasses no policy, every table of users' rows is protected, all migrations were applied"),
    apart > CLOCKS
      ? fail(`The database's clock is ${apart.toFixed(0)} s off this machine's: set both by NTP`)
      : ok("The clocks agree"),
    fsync === "on" && synchronous !== "off"
      ? ok("What is acknowledged is on disk")
      : warn("fsync or synchronous_commit is off: what was acknowledged is lost when the power is"),
    readOnly === "on"
      ? fail("It takes no writes: a standby? Let DATABASE_URL name the primary")
      : ok("It takes writes"),
    Number(most) < wanted
      ? fail(`It takes ${String(most)} connections, and ${wanted} may be needed: lower DATABASE_POOL_SIZE`)
      : ok(`${wanted} of its ${String(most)} connections may be needed`),
    encoding === "UTF8" ? ok("It is in UTF-8") : fail(`It is in ${String(encoding)}: make one in UTF-8`),
    await timeRoundTrip(database),
  ];
}

/** An index is of no use where what is before what has changed since it was made: another machine's libraries, perhaps. */
export async function checkCollations(database: Database): Promise<readonly Finding[]> {
  const outdated = (await ask(database, OUTDATED)).flat();
  const mends = outdated.map((name) => `ALTER COLLATION ${String(name)} REFRESH VERSION`);
  return [
    outdated.length === 0
      ? ok("Its indexes are in the order that it sorts by")
      : warn(`It sorts otherwise than when its indexes were made: REINDEX SCHEMA app, then ${mends.join(", ")}`),
  ];
}

const OUTDATED = `select distinct c.oid::regcollation::text from pg_collation c
join pg_index on c.oid = any (indcollation)
join pg_class tables on tables.oid = indrelid and tables.relnamespace = 'app'::regnamespace
where collversion <> pg_collation_actual_version(c.oid)`;

/** By whichever names browsers tell of them. */
export async function checkZones(database: Database): Promise<readonly Finding[]> {
  const unknown = (await ask(database, UNKNOWN, [JSON.stringify(Intl.supportedValuesOf("timeZone"))])).flat();
  return [
    unknown.length === 0
      ? ok("It knows the time zones that browsers tell of")
      : warn(`It does not know these time zones, and refuses them: ${unknown.join(", ")}. Update its time zone data`),
  ];
}

const UNKNOWN = `select zone from jsonb_array_elements_text($1::text::jsonb) as told (zone)
where lower(app.zone(zone)) not in (select lower(name) from pg_timezone_names)`;

const SETTINGS = `select extract(epoch from clock_timestamp())::text, current_setting('fsync'),
  current_setting('synchronous_commit'), current_setting('transaction_read_only'),
  current_setting('max_connections'), pg_encoding_to_char(encoding)
from pg_database where datname = current_database()`;

async function ask(
  database: Database,
  statement: string,
  parameters: readonly string[] = [],
): Promise<readonly unknown[][]> {
  return database.lend(async (connection) => (await connection.run(statement, parameters)).rows);
}

async function timeRoundTrip(database: Database): Promise<Finding> {
  const times: number[] = [];
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const begun = performance.now();
    await ask(database, "select 1");
    times.push(performance.now() - begun);
  }
  const least = Math.min(...times);
  const text = `A round trip to it takes ${least.toFixed(1)} ms`;
  return least > FAR
    ? warn(`${text}, and each call at least one: put server and database next to each other`)
    : ok(text);
}

/** The login of sign-in. */
export async function checkAccounts(database: AuthDatabase): Promise<readonly Finding[]> {
  try {
    await database.select({ one: sql`1` }).from(sql`(select 1) as one`);
    return [ok("Accounts can be read")];
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
