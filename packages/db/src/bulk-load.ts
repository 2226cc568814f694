import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Column, getTableColumns } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { copyText } from "./copy-text.js";
import { clientOptions, clientUrl } from "./connection.js";
import { translateDatabaseError } from "./errors.js";
import type { DatabaseLogin } from "./login.js";
import { account, user } from "./schema/auth.js";
import { tasks } from "./schema/tasks.js";
import { userState } from "./schema/user-state.js";

/** One user with all that is theirs, as rows; what triggers would derive is given. */
export interface BulkUser {
  readonly user: typeof user.$inferInsert;
  readonly account: typeof account.$inferInsert;
  readonly state: typeof userState.$inferInsert;
  readonly tasks: readonly (typeof tasks.$inferInsert)[];
}

const TABLES = [user, account, userState, tasks] as const;
const OF_USERS = ["app.user_state", "app.tasks"];

/**
 * Fills an empty database quickly: COPY, without the triggers and policies of the users' tables, which come back in the
 * same transaction. All or nothing; other writers wait meanwhile.
 *
 * @param users is walked once for each table
 * @param onRow is called with the number of rows sent so far
 */
export async function bulkLoad(
  owner: DatabaseLogin,
  users: Iterable<BulkUser>,
  onRow: (rows: number) => void,
): Promise<void> {
  const client = postgres(clientUrl(owner), clientOptions(owner, 1));
  let sent = 0;
  const count = () => onRow((sent += 1));
  try {
    await client.begin(async (transaction) => {
      for (const table of OF_USERS) {
        await transaction.unsafe(`alter table ${table} disable trigger user, no force row level security`);
      }
      for (const table of TABLES)
        await copyRows(transaction, table, { [Symbol.iterator]: () => rowsOf(table, users) }, count);
      for (const table of OF_USERS) {
        await transaction.unsafe(`alter table ${table} enable trigger user, force row level security`);
      }
    });
    await client.unsafe(`analyze ${TABLES.map(qualifiedName).join(", ")}`);
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    await client.end({ timeout: 5 });
  }
}

function* rowsOf(table: (typeof TABLES)[number], users: Iterable<BulkUser>): Generator<Record<string, unknown>> {
  for (const one of users) {
    if (table === user) yield one.user;
    else if (table === account) yield one.account;
    else if (table === userState) yield one.state;
    else yield* one.tasks;
  }
}

function qualifiedName(table: PgTable): string {
  const { schema, name } = getTableConfig(table);
  return `${schema ?? "public"}."${name}"`;
}

/** Every row has the columns of the first. */
async function copyRows(
  transaction: postgres.TransactionSql,
  table: PgTable,
  rows: Iterable<Record<string, unknown>>,
  onRow: () => void,
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key in first);
  const names = columns.map(([, column]) => `"${column.name}"`).join(", ");
  const lines = function* () {
    for (const row of rows) {
      onRow();
      yield `${columns.map(([key, column]) => copyText(textOf(column, row[key]))).join("\t")}\n`;
    }
  };
  // By way of a table without constraints: postgres.js waits for ever when the end of a COPY is refused.
  const name = qualifiedName(table);
  await transaction.unsafe(
    `create temporary table loading on commit drop as select ${names} from ${name} with no data`,
  );
  await pipeline(Readable.from(lines()), await transaction.unsafe("copy loading from stdin").writable());
  await transaction.unsafe(`insert into ${name} (${names}) select ${names} from loading`);
  await transaction.unsafe("drop table loading");
}

function textOf(column: Column, value: unknown): string | null {
  return value === null || value === undefined ? null : String(column.mapToDriverValue(value));
}
