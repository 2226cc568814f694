import type postgres from "postgres";
import { copyText } from "./copy-text.js";

/** What keeps a backup from being made or restored, in one line that says what to do. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** The first line of a backup, which is gzip of lines: this, then for each table a line of JSON, its rows and `\.`. */
export interface Header {
  readonly typedo: "backup";
  readonly format: 1;
  /** When the last migration was made that the rows have the shape of, in milliseconds since 1970. */
  readonly migration: string;
  readonly at: string;
}

export interface Table {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Ends the rows of a table. No row is this: a backslash in a row is doubled (COPY's text format). */
export const END_OF_ROWS = "\\.";

/** @throws BackupError where nobody has migrated */
export async function lastMigration(client: postgres.TransactionSql): Promise<string> {
  const [known] = await client`select to_regclass('typedo.__drizzle_migrations') is not null as "isKnown"`;
  if (known?.["isKnown"] !== true) {
    throw new BackupError("There is nothing to back up: no server was ever started on this database");
  }
  const [applied] = await client<{ migration: string }[]>`
    select max(created_at)::text as migration from typedo.__drizzle_migrations`;
  return applied?.migration ?? "none";
}

/** All tables that are worth keeping, those that others refer to first, with the columns that are not computed. */
export async function listTables(client: postgres.TransactionSql): Promise<Table[]> {
  const rows = await client<{ table: string; columns: string[]; needs: string[] }[]>`
    select ${nameOf(client, "c")} as table,
      (select json_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(json_agg(distinct ${nameOf(client, "other")}), '[]')
        from pg_constraint k join pg_class other on other.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
    from pg_class c
    where c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace) and c.relkind = 'r' and c.relpersistence = 'p'
    order by 1`;
  const ordered: (typeof rows)[number][] = [];
  while (ordered.length < rows.length) {
    const placed = new Set(ordered.map(({ table }) => table));
    const next = rows.find(({ table, needs }) => !placed.has(table) && needs.every((other) => placed.has(other)));
    if (!next) throw new Error("Tables refer to each other in a circle");
    ordered.push(next);
  }
  return ordered.map(({ table, columns }) => ({ table, columns }));
}

/** With its schema always: PostgreSQL itself leaves out one that the owner's `search_path` has. */
function nameOf(client: postgres.TransactionSql, table: string): postgres.PendingQuery<postgres.Row[]> {
  return client`${client(table)}.relnamespace::regnamespace::text || '.' || quote_ident(${client(table)}.relname)`;
}

export const isOfUsers = ({ table }: Table) => table.startsWith("app.");

/** Rows that are asked for at a time. */
const AT_A_TIME = 1000;

/**
 * A table's rows in COPY's text format. By a cursor: postgres.js never reads on after a COPY whose last rows came faster
 * than they were taken.
 */
export async function* readRows(client: postgres.TransactionSql, table: Table): AsyncGenerator<string> {
  const role = isOfUsers(table) ? "typedo_backup" : undefined;
  if (role !== undefined) await client.unsafe(`grant ${role} to current_user; set local role ${role}`);
  const values = table.columns.map((column) => `${column}::text`).join(", ");
  const rows = client.unsafe<{ row: (string | null)[] }[]>(
    `select json_build_array(${values}) as row from ${table.table}`,
  );
  for await (const some of rows.cursor(AT_A_TIME)) for (const { row } of some) yield row.map(copyText).join("\t");
  if (role !== undefined) await client.unsafe("reset role");
}
