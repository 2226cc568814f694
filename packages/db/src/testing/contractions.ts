import type postgres from "postgres";
import { findNarrowed } from "./narrowed.js";
import { listGrowing, readShape, type Shape } from "./shape.js";

/** What a migration does to those who go on beside it, as servers of the version before do. */
export interface Contraction {
  /** As a comment in the migration names it: `column app.tasks.notes`. */
  readonly what: string;
  readonly why: string;
}

/**
 * Runs a migration, and finds what it takes from code that does not know of it, and for which tables it holds others up.
 * By the catalogue, not by the SQL: so it doesn't matter how that is written, or what a DO block puts together.
 *
 * The tables need rows: whether rows are changed is seen by those.
 */
export async function findContractions(transaction: postgres.TransactionSql, sql: string): Promise<Contraction[]> {
  const before = { shape: await readShape(transaction), files: await readFiles(transaction) };
  const written = await readWritten(transaction);
  await transaction.unsafe(sql);
  const after = { shape: await readShape(transaction), files: await readFiles(transaction) };
  const locked = await readLocked(transaction);
  const writtenAfter = await readWritten(transaction);
  const found = [
    ...findGone(before.shape, after.shape),
    ...(await findNarrowed(transaction, before.shape, after.shape)),
  ];
  for (const table of listGrowing(before.shape)) {
    const what = `table ${table}`;
    if (!after.shape.has(what)) continue;
    const isRewritten = before.files.get(table) !== after.files.get(table);
    if (isRewritten) found.push({ what, why: "is written anew, and nobody can use it meanwhile" });
    else if ((writtenAfter.get(table) ?? 0) > (written.get(table) ?? 0)) {
      found.push({ what, why: "has its rows changed, and their writers wait meanwhile" });
    } else if (locked.has(table)) found.push({ what, why: "takes no writes while an index of it is made" });
  }
  return found;
}

/** Gone or changed under the same name: whoever uses it fails. */
function* findGone(before: Shape, after: Shape): Generator<Contraction> {
  for (const [what, like] of before) {
    const now = after.get(what);
    if (now === like || isPartOfGone(what, after)) continue;
    if (now === undefined) yield { what, why: "is gone" };
    // One that was validated refuses no more than before.
    else if (like !== `${now} NOT VALID`) yield { what, why: `is now ${now}` };
  }
}

/** Told once, by the table. */
function isPartOfGone(what: string, after: Shape): boolean {
  const [, kind, table] = /^(column|optional|null|constraint) (.+)\.[^.]+$/.exec(what) ?? [];
  if (table === undefined) return false;
  if (!after.has(`table ${table}`)) return true;
  return kind !== "column" && kind !== "constraint" && !after.has(what.replace(/^\w+/, "column"));
}

async function readFiles(client: Pick<postgres.Sql, "unsafe">): Promise<ReadonlyMap<string, number>> {
  return readNumbers(
    client,
    `select oid::regclass::text, pg_relation_filenode(oid)::text::float8 from pg_class where relkind = 'r'
      and relnamespace::regnamespace::text in ('app', 'auth')`,
  );
}

/** Rows that this transaction has changed so far. */
async function readWritten(client: Pick<postgres.Sql, "unsafe">): Promise<ReadonlyMap<string, number>> {
  return readNumbers(
    client,
    `select relid::regclass::text, (n_tup_ins + n_tup_upd + n_tup_del)::float8 from pg_stat_xact_user_tables`,
  );
}

/** Tables of which this transaction has made an index. */
async function readLocked(client: Pick<postgres.Sql, "unsafe">): Promise<ReadonlyMap<string, number>> {
  return readNumbers(
    client,
    `select relation::regclass::text, 1 from pg_locks
      where pid = pg_backend_pid() and locktype = 'relation' and mode = 'ShareLock'`,
  );
}

async function readNumbers(client: Pick<postgres.Sql, "unsafe">, query: string): Promise<ReadonlyMap<string, number>> {
  const rows = await client.unsafe<{ table: string; number: number }[]>(
    `select * from (${query}) as found ("table", number)`,
  );
  return new Map(rows.map(({ table, number }) => [table, number]));
}
