import type postgres from "postgres";
import { listGrowing, readShape } from "./shape.js";

/** By table. Columns that came later are not named: so it holds for the table as it was first, too. */
const ROWS: Readonly<Record<string, string>> = {
  'auth."user"': `insert into auth."user" (id, name, email) values ('ada', 'Ada', 'ada@example.com')`,
  "auth.session": "insert into auth.session (id, user_id, token, expires_at) values ('session', 'ada', 'token', now())",
  "auth.account": `insert into auth.account (id, user_id, account_id, provider_id)
    values ('account', 'ada', 'ada', 'credential')`,
  "auth.verification": `insert into auth.verification (id, identifier, value, expires_at)
    values ('verification', 'ada@example.com', 'value', now())`,
  "auth.jwks": "insert into auth.jwks (id, public_key, private_key) values ('jwks', 'public', 'private')",
  "auth.apikey": "insert into auth.apikey (id, reference_id, key) values ('apikey', 'ada', 'hash')",
  "app.user_state": "insert into app.user_state (user_id) values ('ada')",
  "app.tasks": "insert into app.tasks (user_id, id, title, notes) values ('ada', gen_random_uuid(), 'A task', 'Notes')",
  "app.tombstones": `insert into app.tombstones (user_id, kind, id, seq, version)
    values ('ada', 'tasks', gen_random_uuid(), 1, 2)`,
  "app.idempotency": `insert into app.idempotency (user_id, key, fingerprint, answer)
    values ('ada', 'key', 'fingerprint', 'answer')`,
};

/**
 * Puts a row into each table of users and accounts that has none.
 *
 * @throws for a table of which it is not said here what a row is
 */
export async function putRowIntoEach(transaction: postgres.TransactionSql): Promise<void> {
  const tables = listGrowing(await readShape(transaction));
  for (const table of tables) {
    if (!(table in ROWS)) throw new Error(`A new table, ${table}: say in ${import.meta.filename} what a row of it is`);
  }
  await transaction`select set_config('app.user_id', 'ada', true)`;
  for (const [table, insert] of Object.entries(ROWS)) {
    if (!tables.has(table)) continue;
    const some = await transaction.unsafe(`select from ${table} limit 1`);
    if (some.length === 0) await transaction.unsafe(insert);
  }
}
