import type { Connection } from "./connection.js";
import { type Database, STARTING_PATIENCE } from "./database.js";
import { DatabaseError, translateDatabaseError } from "./errors.js";
import { DatabaseSetupError, lastMigrationOfThisVersion } from "./migrate.js";
import { type Progress, USUAL_SECONDS, withinDeadline } from "./transaction.js";

const CHECK = `select
  current_user,
  case when r.rolsuper or r.rolbypassrls then current_user::text else (
    select string_agg(b.rolname, ', ' order by b.rolname) from pg_roles b
    where (b.rolsuper or b.rolbypassrls) and pg_has_role(current_user, b.oid, 'member')) end,
  exists (select from pg_class c where c.relnamespace = n.oid and pg_has_role(current_user, c.relowner, 'member')),
  (select string_agg(c.relname, ', ' order by c.relname) from pg_class c
    where c.relnamespace = n.oid and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)),
  current_setting('server_version')
from pg_roles r left join pg_namespace n on n.nspname = 'app' where r.rolname = current_user`;

/**
 * Makes sure that this login can serve, and that PostgreSQL isolates its users: it bypasses nothing, every table is
 * protected, and the migrations of this version were applied.
 *
 * @returns the server's version, as "18.4"
 * @throws DatabaseSetupError saying what to do
 */
export async function checkServing(database: Database): Promise<string> {
  const [row] = await read(database, CHECK, { patience: STARTING_PATIENCE });
  const [role, bypasses, owns, unprotected, version] = row ?? [];
  if (bypasses === role || owns === true) {
    throw new DatabaseSetupError(
      `The login ${String(role)} bypasses row-level security or owns the tables: let APP_DATABASE_URL name typedo_app`,
    );
  }
  if (typeof bypasses === "string") {
    throw new DatabaseSetupError(
      `The login ${String(role)} may become ${bypasses}, past row-level security: take SUPERUSER and BYPASSRLS away there`,
    );
  }
  if ((await lastMigrationApplied(database)) < (await lastMigrationOfThisVersion())) {
    throw new DatabaseSetupError(
      "The database has not been migrated to this version: run pnpm db:migrate with DATABASE_URL of its owner",
    );
  }
  if (typeof unprotected === "string") {
    throw new DatabaseSetupError(
      `Without row-level security: ${unprotected}. Run pnpm db:migrate with DATABASE_URL of their owner`,
    );
  }
  return String(version);
}

/**
 * Resolves where the database answers within a second of a connection.
 *
 * @throws DatabaseUnavailableError
 */
export async function checkAnswering(database: Database): Promise<void> {
  await read(database, "select 1", { seconds: 1 });
}

async function read(
  database: Database,
  statement: string,
  { seconds = USUAL_SECONDS, patience }: { readonly seconds?: number; readonly patience?: number } = {},
): Promise<readonly unknown[][]> {
  const reading: Progress = { committing: false, over: false, readOnly: true, seconds };
  const look = async (connection: Connection) => {
    try {
      const { rows } = await withinDeadline(connection.run(statement), reading);
      return rows;
    } catch (error) {
      // Not known to be clean: its answer may still be on its way.
      connection.destroy("doubt");
      throw translateDatabaseError(error);
    }
  };
  return database.lend(look, { patience });
}

async function lastMigrationApplied(database: Database): Promise<number> {
  try {
    const [row] = await read(database, "select max(created_at)::text from typedo.__drizzle_migrations");
    return Number(row?.[0]);
  } catch (error) {
    // No such schema or table, or not ours to read: this login can't have been set up by `migrate`.
    if (error instanceof DatabaseError) return 0;
    throw error;
  }
}
