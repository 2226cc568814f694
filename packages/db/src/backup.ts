import { createHash } from "node:crypto";
import { once } from "node:events";
import { Readable, type Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import postgres from "postgres";
import { clientOptions, clientUrl } from "./connection.js";
import { translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";
import { migrate, type MigrationLogins } from "./migrate.js";

/** What keeps a backup from being made or restored, in one line that says what to do. Nothing was changed. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** The first line of a backup, which is gzip of lines: this, then for each table a line of JSON, its rows and `\.`. */
interface Header {
  readonly typedo: "backup";
  readonly format: 1;
  /** When the last migration was made that the rows have the shape of, in milliseconds since 1970. */
  readonly migration: string;
  readonly at: string;
}

interface Table {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Ends the rows of a table. No row is this: a backslash in a row is doubled (COPY's text format). */
const END_OF_ROWS = "\\.";

/**
 * Writes all accounts and tasks as they are at one moment, while others go on writing. What is shared by servers for a
 * minute (the limits' budgets) is left out.
 *
 * @param sink is ended, or destroyed if it fails
 * @param onRow is called with the number of rows so far
 */
export async function backUp(owner: DatabaseLogin, sink: Writable, onRow: (rows: number) => void): Promise<void> {
  const client = postgres(clientUrl(owner), { ...clientOptions(owner, 1), backoff: false });
  const zip = createGzip();
  const written = finished(zip.pipe(sink));
  written.catch(() => {});
  try {
    await client
      .begin("isolation level repeatable read", async (transaction) => {
        const lines = new Lines(zip);
        const [applied] = await transaction<{ migration: string }[]>`
          select max(created_at)::text as migration from typedo.__drizzle_migrations`;
        const header: Header = {
          typedo: "backup",
          format: 1,
          migration: applied?.migration ?? "none",
          at: new Date().toISOString(),
        };
        await lines.write(JSON.stringify(header));
        for (const table of await listTables(transaction)) {
          await lines.write(JSON.stringify(table));
          for await (const row of readRows(transaction, table)) {
            await lines.write(row);
            onRow((lines.rows += 1));
          }
          await lines.write(END_OF_ROWS);
        }
        await lines.write(JSON.stringify({ rows: lines.rows }));
        await lines.writeSum();
        // Becoming the role that reads is no one's for longer than this.
        throw new RolledBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    zip.end();
    await written;
  } catch (error) {
    zip.destroy();
    sink.destroy();
    throw translateDatabaseError(error);
  } finally {
    await client.end({ timeout: 5 });
  }
}

class RolledBack extends Error {}

async function* linesOf(stream: Readable): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
  return undefined;
}

/** Lines on their way out, and what they come to. */
class Lines {
  rows = 0;
  readonly #hash = createHash("sha256");
  readonly #zip: Writable;

  constructor(zip: Writable) {
    this.#zip = zip;
  }

  async write(line: string): Promise<void> {
    this.#hash.update(`${line}\n`);
    await this.#send(line);
  }

  /** The last line: of all those before it, SHA-256. */
  async writeSum(): Promise<void> {
    await this.#send(this.#hash.digest("hex"));
  }

  async #send(line: string): Promise<void> {
    if (!this.#zip.write(`${line}\n`)) await once(this.#zip, "drain");
  }
}

/** All tables that are worth keeping, those that others refer to first, with the columns that are not computed. */
async function listTables(client: postgres.TransactionSql): Promise<Table[]> {
  const rows = await client<{ table: string; columns: string[]; needs: string[] }[]>`
    select c.oid::regclass::text as table,
      (select json_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(json_agg(distinct k.confrelid::regclass::text), '[]') from pg_constraint k
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

const isOfUsers = ({ table }: Table) => table.startsWith("app.");

/** Rows that are asked for at a time. */
const AT_A_TIME = 1000;

/**
 * A table's rows in COPY's text format. By a cursor: postgres.js never reads on after a COPY whose last rows came faster
 * than they were taken.
 */
async function* readRows(client: postgres.TransactionSql, table: Table): AsyncGenerator<string> {
  const role = isOfUsers(table) ? "typedo_backup" : undefined;
  if (role !== undefined) await client.unsafe(`grant ${role} to current_user; set local role ${role}`);
  const values = table.columns.map((column) => `${column}::text`).join(", ");
  const rows = client.unsafe<{ row: (string | null)[] }[]>(
    `select json_build_array(${values}) as row from ${table.table}`,
  );
  for await (const some of rows.cursor(AT_A_TIME)) for (const { row } of some) yield row.map(copyText).join("\t");
  if (role !== undefined) await client.unsafe("reset role");
}

/** https://www.postgresql.org/docs/current/sql-copy.html, "Text Format". */
export function copyText(text: string | null): string {
  if (text === null) return "\\N";
  return text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

/**
 * Puts a backup into an empty database, which it brings to this version's shape first: all of it, or nothing.
 *
 * @returns how many rows there were
 * @throws BackupError for what is no whole backup, for one of another version, and for a database that is not empty
 */
export async function restore(
  logins: MigrationLogins,
  source: Readable,
  onRow: (rows: number) => void,
): Promise<number> {
  await migrate(logins);
  const client = postgres(clientUrl(logins.owner), { ...clientOptions(logins.owner, 1), backoff: false });
  try {
    return await client.begin(async (transaction) => {
      const tables = await listTables(transaction);
      await refuseFull(transaction, tables);
      const ofUsers = tables.filter(isOfUsers);
      for (const { table } of ofUsers) {
        await transaction.unsafe(`alter table ${table} disable trigger user, no force row level security`);
      }
      const rows = await readBackup(transaction, source, onRow);
      for (const { table } of ofUsers) {
        await transaction.unsafe(`alter table ${table} enable trigger user, force row level security`);
      }
      return rows;
    });
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    source.destroy();
    await client.end({ timeout: 5 });
  }
}

async function refuseFull(client: postgres.TransactionSql, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    for await (const _ of readRows(client, { ...table, columns: table.columns.slice(0, 1) })) {
      throw new BackupError(`There are rows in ${table.table}: restore into an empty database. Nothing was changed`);
    }
  }
}

/** The lines of a backup, one after the other, to the last that is checked. */
async function readBackup(
  client: postgres.TransactionSql,
  source: Readable,
  onRow: (rows: number) => void,
): Promise<number> {
  const hash = createHash("sha256");
  const unzip = createGunzip();
  source.on("error", (error) => unzip.destroy(error));
  const lines = linesOf(source.pipe(unzip));
  const next = async () => {
    try {
      const { value, done } = await lines.next();
      if (done !== true) return value;
    } catch (error) {
      throw new BackupError("The backup can't be read: it is damaged, or no backup. Nothing was changed", {
        cause: error,
      });
    }
    throw new BackupError("The backup is not whole: its end is missing. Nothing was changed");
  };
  const take = async () => {
    const line = await next();
    hash.update(`${line}\n`);
    return line;
  };

  await refuseOther(client, await take());
  let rows = 0;
  for (;;) {
    const part: Partial<Table> & { readonly rows?: number } = JSON.parse(await take());
    if (part.rows !== undefined) break;
    const { table, columns } = part;
    if (table === undefined || columns === undefined)
      throw new BackupError("The backup is damaged. Nothing was changed");
    // By way of a table without constraints: postgres.js waits for ever when the end of a COPY is refused.
    const names = columns.join(", ");
    await client.unsafe(
      `create temporary table restoring on commit drop as select ${names} from ${table} with no data`,
    );
    const target = await client.unsafe(`copy restoring (${names}) from stdin`).writable();
    const rowsOfTable = async function* () {
      for (let line = await take(); line !== END_OF_ROWS; line = await take()) {
        onRow((rows += 1));
        yield `${line}\n`;
      }
    };
    await pipeline(Readable.from(rowsOfTable()), target);
    await client.unsafe(`insert into ${table} (${names}) select ${names} from restoring; drop table restoring`);
  }
  const expected = hash.digest("hex");
  if ((await next()) !== expected)
    throw new BackupError("The backup is damaged: its sum is wrong. Nothing was changed");
  return rows;
}

async function refuseOther(client: postgres.TransactionSql, line: string): Promise<void> {
  const header = parseHeader(line);
  if (header?.typedo !== "backup" || header.format !== 1) {
    throw new BackupError("This is no backup of Typedo's. Nothing was changed");
  }
  const [applied] = await client<{ migration: string }[]>`
    select max(created_at)::text as migration from typedo.__drizzle_migrations`;
  if (header.migration !== applied?.migration) {
    throw new BackupError(
      `The backup of ${header.at} was made by another version: restore it with that one, and start this one afterwards. Nothing was changed`,
    );
  }
}

function parseHeader(line: string): Partial<Header> | undefined {
  try {
    const value: Partial<Header> | null = JSON.parse(line);
    return value ?? undefined;
  } catch {
    return undefined;
  }
}
