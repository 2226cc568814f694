import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { clientOptions, clientUrl } from "./connection.js";
import { DatabaseError, translateDatabaseError } from "./errors.js";
import { indexWords } from "./index-words.js";
import { type DatabaseLogin, loginPassword } from "./login.js";
import { scramVerifier } from "./scram.js";

export interface MigrationLogins {
  readonly owner: DatabaseLogin;
  readonly app: DatabaseLogin;
  readonly auth: DatabaseLogin;
}

/** The folder of the migrations, at the same place from `src` and from `dist`. */
export const MIGRATIONS = fileURLToPath(new URL("../migrations", import.meta.url));

/** Any number, the same for every process: one migrates at a time. */
const MIGRATION_LOCK = 7_891_011;

const OLDEST_SERVER = 150_000;

/** How long it is tried to have a table that others use. */
export interface Patience {
  /** Milliseconds that it is waited for, and all others behind. */
  readonly wait: number;
  /** Milliseconds between two attempts: those who waited behind go by. */
  readonly pause: number;
  readonly attempts: number;
}

const PATIENCE: Patience = { wait: 1000, pause: 500, attempts: 40 };

/** What the database lacks or forbids, in one line that says what to do. */
export class DatabaseSetupError extends Error {
  override readonly name = "DatabaseSetupError";
}

/**
 * Brings the database to this version's shape: pending migrations, what holds by rule for every table, and the serving
 * logins. Does nothing where nothing is to be done, nor to a database that a later version has migrated. Closes the
 * owner's connection. Each of the three is a transaction: where one fails, those before it are done, and whoever migrates
 * again goes on from there.
 *
 * @throws DatabaseSetupError for a server older than 15, an owner who may not create roles and schemas, or a table that
 *   others do not let go of
 */
export async function migrate(logins: MigrationLogins, patience: Patience = PATIENCE): Promise<void> {
  const client = postgres(clientUrl(logins.owner), { ...clientOptions(logins.owner, 1), backoff: false });
  try {
    const [server] = await client`select current_setting('server_version_num')::int as version`;
    if (server?.["version"] < OLDEST_SERVER) {
      throw new DatabaseSetupError("The database is older than PostgreSQL 15: give DATABASE_URL of a newer one");
    }
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    if (!(await isNewer(client))) await withoutHoldingUp(client, patience, () => bringToShape(client));
    const shut: [string, DatabaseLogin][] = [];
    for (const [role, login] of [
      ["typedo_app", logins.app],
      ["typedo_auth", logins.auth],
    ] as const) {
      if (new URL(login.url).username === role && !(await letsIn(login))) shut.push([role, login]);
    }
    await withoutHoldingUp(client, patience, async () => {
      await client.begin(async (transaction) => {
        for (const [role, login] of shut) await allowLogin(transaction, role, login);
      });
    });
  } catch (error) {
    throw explain(error);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Whether a later version has migrated it: what that one's rules have made is not this one's to touch. */
async function isNewer(client: postgres.Sql): Promise<boolean> {
  const [known] = await client`select to_regclass('typedo.__drizzle_migrations') is not null as "isKnown"`;
  if (known?.["isKnown"] !== true) return false;
  const [applied] = await client`select coalesce(max(created_at), 0)::float8 as last from typedo.__drizzle_migrations`;
  return applied?.["last"] > (await lastMigrationOfThisVersion());
}

async function bringToShape(client: postgres.Sql): Promise<void> {
  await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS, migrationsSchema: "typedo" });
  await client.begin(async (transaction) => {
    await transaction.unsafe(await readFile(`${MIGRATIONS}/by-rule.sql`, "utf8"));
    await indexWords(transaction);
  });
}

/**
 * Who waits for a whole table has all others wait behind: so it waits a while, lets them by, and tries again. `work`
 * may be several transactions, each of which finds what is left to do: one that had to wait is undone, and those before
 * it stay.
 */
async function withoutHoldingUp(
  client: postgres.Sql,
  { wait, pause, attempts }: Patience,
  work: () => Promise<void>,
): Promise<void> {
  // What the owner's own statements may take is for those who serve.
  await client`
    select set_config('lock_timeout', ${`${wait}ms`}, false), set_config('statement_timeout', '0', false)`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isLockTimeout(error) && !isOfOneMoment(error)) throw error;
      if (attempt === attempts) {
        throw new DatabaseSetupError(
          "A table that has to be changed is in use all the time: migrate again when no backup and no long transaction is under way",
          // It tells what it waited for. PostgreSQL quotes no row in it.
          { cause: error },
        );
      }
      await setTimeout(pause);
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  const translated = translateDatabaseError(error);
  const refusal = translated instanceof Error ? translated.cause : undefined;
  return refusal instanceof DatabaseError && refusal.sqlState === "55P03";
}

/** Roles are the whole cluster's, and the lock of those who migrate is one database's: another one changed the same role. */
function isOfOneMoment(error: unknown): boolean {
  const translated = translateDatabaseError(error);
  return translated instanceof DatabaseError && /tuple concurrently (?:updated|deleted)/.test(translated.message);
}

/** When the last migration was made that this version knows, in milliseconds since 1970. */
export async function lastMigrationOfThisVersion(): Promise<number> {
  const journal: { entries: { when: number }[] } = JSON.parse(
    await readFile(`${MIGRATIONS}/meta/_journal.json`, "utf8"),
  );
  return Math.max(...journal.entries.map((entry) => entry.when));
}

/** Then there is nothing to change: a password set anew is another one to who has a copy of what was kept of it. */
async function letsIn(login: DatabaseLogin): Promise<boolean> {
  const client = postgres(clientUrl(login), { ...clientOptions(login, 1), backoff: false });
  try {
    await client.unsafe("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end({ timeout: 1 });
  }
}

/** A serving role's password is what its URL says; without one, the server must trust it by other means. */
async function allowLogin(client: postgres.TransactionSql, role: string, login: DatabaseLogin): Promise<void> {
  const password = loginPassword(login);
  const [statement] = await client`
    select format('alter role %I login password %L', ${role}::text, ${password === undefined ? null : scramVerifier(password)}::text) as text`;
  await client.unsafe(statement?.["text"]);
}

function explain(error: unknown): unknown {
  const translated = translateDatabaseError(error);
  const refused = translated instanceof Error && "sqlState" in translated && translated.sqlState === "42501";
  return refused
    ? new DatabaseSetupError(
        "The user of DATABASE_URL may not create roles and schemas: give it CREATEROLE, and CREATE on the database, or name another owner. Where another user made the roles typedo_… of this server, grant it those too, WITH ADMIN OPTION",
        { cause: translated },
      )
    : translated;
}
