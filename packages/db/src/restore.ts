import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import postgres from "postgres";
import {
  BackupError,
  END_OF_ROWS,
  type Header,
  isOfUsers,
  lastMigration,
  listTables,
  readRows,
  type Table,
} from "./backup-tables.js";
import { clientOptions, clientUrl } from "./connection.js";
import { DatabaseUnavailableError, translateDatabaseError } from "./errors.js";
import { lastMigrationOfThisVersion, migrate, type MigrationLogins } from "./migrate.js";

/**
 * Puts a backup into an empty database, which it brings to this version's shape first: all of it, or nothing. What another
 * version has made is refused before that, as the database would be of no use to that version afterwards.
 *
 * @returns how many rows there were
 * @throws BackupError for what is no whole backup, for one of another version, for a database that is not empty, and where
 *   it is not known whether the rows were stored
 */
export async function restore(
  logins: MigrationLogins,
  source: Readable,
  onRow: (rows: number) => void,
): Promise<number> {
  const backup = openBackup(source);
  try {
    const migration = await refuseOther(await backup.take());
    await migrate(logins);
    return await restoreRows(logins, migration, backup, onRow);
  } finally {
    source.destroy();
  }
}

async function restoreRows(
  { owner }: MigrationLogins,
  migration: string,
  backup: Backup,
  onRow: (rows: number) => void,
): Promise<number> {
  const client = postgres(clientUrl(owner), { ...clientOptions(owner, 1), backoff: false });
  let isStoring = false;
  try {
    return await client.begin(async (transaction) => {
      await transaction`select set_config('statement_timeout', '0', true)`;
      if ((await lastMigration(transaction)) !== migration) {
        throw new BackupError("The database is of a later version: restore into an empty one. Nothing was changed");
      }
      const tables = await listTables(transaction);
      await refuseFull(transaction, tables);
      const ofUsers = tables.filter(isOfUsers);
      for (const { table } of ofUsers) {
        await transaction.unsafe(`alter table ${table} disable trigger user, no force row level security`);
      }
      const rows = await readBackup(transaction, tables, backup, onRow);
      for (const { table } of ofUsers) {
        await transaction.unsafe(`alter table ${table} enable trigger user, force row level security`);
      }
      isStoring = true;
      return rows;
    });
  } catch (error) {
    const reason = translateDatabaseError(error);
    throw isStoring && reason instanceof DatabaseUnavailableError
      ? new BackupError(UNKNOWN, { cause: reason })
      : reason;
  } finally {
    await client.end({ timeout: 5 });
  }
}

const UNKNOWN =
  "The database went away at the very end: all rows are there, or none is. Run it again: where they are, it says so";

async function refuseFull(client: postgres.TransactionSql, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    for await (const _ of readRows(client, { ...table, columns: table.columns.slice(0, 1) })) {
      throw new BackupError(`There are rows in ${table.table}: restore into an empty database. Nothing was changed`);
    }
  }
}

/** The lines of a backup, one after the other. */
interface Backup {
  /** The next one. */
  next(): Promise<string>;
  /** The next one, which the sum counts. */
  take(): Promise<string>;
  /** Of all that were taken. */
  sum(): string;
}

/** @throws BackupError by each of its functions */
function openBackup(source: Readable): Backup {
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
  return { next, take, sum: () => hash.digest("hex") };
}

/** To the last line, that is checked. */
async function readBackup(
  client: postgres.TransactionSql,
  tables: readonly Table[],
  { next, take, sum }: Backup,
  onRow: (rows: number) => void,
): Promise<number> {
  let rows = 0;
  for (;;) {
    const part = await take();
    if (isEnd(part)) break;
    // What a file names goes into a statement only if it is a table of ours, to the letter.
    const found = tables.find((table) => JSON.stringify(table) === part);
    if (!found) throw new BackupError("The backup is damaged: a table is not as it should be. Nothing was changed");
    const { table, columns } = found;
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
  const expected = sum();
  if ((await next()) !== expected)
    throw new BackupError("The backup is damaged: its sum is wrong. Nothing was changed");
  return rows;
}

/** The migration that the backup has the shape of. */
async function refuseOther(line: string): Promise<string> {
  const header = readHeader(line);
  if (!header) {
    throw new BackupError("This is no backup of Typedo's. Nothing was changed");
  }
  if (header.migration !== String(await lastMigrationOfThisVersion())) {
    throw new BackupError(
      `The backup of ${header.at} was made by another version: restore it with that one, and start this one afterwards. Nothing was changed`,
    );
  }
  return header.migration;
}

function readHeader(line: string): Pick<Header, "migration" | "at"> | undefined {
  const header = parse(line);
  const isOurs = "typedo" in header && header.typedo === "backup" && "format" in header && header.format === 1;
  if (!isOurs || !("migration" in header && "at" in header)) return undefined;
  const { migration, at } = header;
  return typeof migration === "string" && typeof at === "string" ? { migration, at } : undefined;
}

/** After the last table there is how many rows there were in all. */
function isEnd(line: string): boolean {
  const end = parse(line);
  return "rows" in end && typeof end.rows === "number";
}

/** What is no JSON, or no object of it, has nothing in it. */
function parse(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

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
