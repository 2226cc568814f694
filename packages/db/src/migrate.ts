import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { clientOptions, clientUrl } from "./connection.js";
import { translateDatabaseError } from "./errors.js";
import { indexWords } from "./index-words.js";
import { type DatabaseLogin, loginPassword } from "./login.js";

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

/** What the database lacks or forbids, in one line that says what to do. */
export class DatabaseSetupError extends Error {
  override readonly name = "DatabaseSetupError";
}

/**
 * Brings the database to this version's shape: pending migrations, what holds by rule for every table, and the serving
 * logins. Does nothing where nothing is to be done. Closes the owner's connection.
 *
 * @throws DatabaseSetupError for a server older than 15, or an owner who may not create roles and schemas
 */
export async function migrate(logins: MigrationLogins): Promise<void> {
  const client = postgres(clientUrl(logins.owner), { ...clientOptions(logins.owner, 1), backoff: false });
  try {
    const [server] = await client`select current_setting('server_version_num')::int as version`;
    if (server?.["version"] < OLDEST_SERVER) {
      throw new DatabaseSetupError("The database is older than PostgreSQL 15: give DATABASE_URL of a newer one");
    }
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS, migrationsSchema: "typedo" });
    await client.begin(async (transaction) => {
      await transaction.unsafe(await readFile(`${MIGRATIONS}/by-rule.sql`, "utf8"));
      await indexWords(transaction);
      await allowLogin(transaction, "typedo_app", logins.app);
      await allowLogin(transaction, "typedo_auth", logins.auth);
    });
  } catch (error) {
    throw explain(error);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** A serving role's password is what its URL says; without one, the server must trust it by other means. */
async function allowLogin(client: postgres.TransactionSql, role: string, login: DatabaseLogin): Promise<void> {
  const [statement] = await client`
    select format('alter role %I login password %L', ${role}::text, ${loginPassword(login) ?? null}::text) as text`;
  if (new URL(login.url).username === role) await client.unsafe(statement?.["text"]);
}

function explain(error: unknown): unknown {
  const translated = translateDatabaseError(error);
  const refused = translated instanceof Error && "sqlState" in translated && translated.sqlState === "42501";
  return refused
    ? new DatabaseSetupError(
        "The user of DATABASE_URL may not create roles and schemas: give it CREATEROLE, and CREATE on the database, or name another owner",
      )
    : translated;
}
