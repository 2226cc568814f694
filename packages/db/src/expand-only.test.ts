import { readFile } from "node:fs/promises";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MIGRATIONS } from "./migrate.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";
import { type Contraction, findContractions } from "./testing/contractions.js";
import { putRowIntoEach } from "./testing/one-row-each.js";
import { listGrowing, readShape } from "./testing/shape.js";

// Servers of the version before run beside a migrated database until they are replaced: each migration may only add. One
// that takes something away says so in a comment, and since which migration the code has done without:
//   -- allowed: column app.tasks.notes: nothing has used it since 0020_notes_apart
//   -- allowed: table app.tasks: 200,000 rows an hour are deleted, the index is made in a second

/** Those up to here are older than this rule. */
const BASELINE = "0015_backup";

let testDatabase: TestDatabase;
let tags: readonly string[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await ownerClient(testDatabase).begin(putRowIntoEach);
  const { entries }: { entries: { tag: string }[] } = JSON.parse(
    await readFile(`${MIGRATIONS}/meta/_journal.json`, "utf8"),
  );
  tags = entries.map(({ tag }) => tag);
});

afterAll(async () => {
  await testDatabase.close();
});

const textOf = async (name: string) => readFile(`${MIGRATIONS}/${name}.sql`, "utf8");

class Undo extends Error {}

/** What a migration would do, which is undone. */
async function tryOut(database: TestDatabase, sql: string): Promise<readonly Contraction[]> {
  let found: readonly Contraction[] = [];
  const look = async (transaction: postgres.TransactionSql) => {
    found = await findContractions(transaction, sql);
    throw new Undo();
  };
  await ownerClient(database)
    .begin(look)
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return found;
}

/** What is not allowed by a comment: for a table, with any reason; for all else, with the migration since which it is so. */
function withoutAllowed(
  found: readonly Contraction[],
  sql: string,
  earlier: readonly string[],
): readonly Contraction[] {
  return found.filter(({ what }) => {
    const line = sql.split("\n").find((one) => one.startsWith(`-- allowed: ${what}: `));
    const reason = line?.slice(`-- allowed: ${what}: `.length) ?? "";
    if (what.startsWith("table ") && reason.length > 10) return false;
    const since = /\bsince (\w+)/.exec(reason)?.[1];
    return since === undefined || !earlier.includes(since);
  });
}

test("no migration takes anything from the version before, or holds it up", async () => {
  const earlier = await createTestDatabase();
  try {
    const owner = ownerClient(earlier);
    const rule = await textOf("by-rule");
    const baseline = tags.indexOf(BASELINE);
    expect(baseline).toBeGreaterThan(0);
    await owner.unsafe("drop schema app, auth, limits cascade");
    for (const tag of tags.slice(0, baseline + 1)) await owner.unsafe(await textOf(tag));
    await owner.unsafe(rule);
    for (const tag of tags.slice(baseline + 1)) {
      await owner.begin(putRowIntoEach);
      const sql = `${await textOf(tag)};\n${rule}`;
      const found = await tryOut(earlier, sql);
      expect({ tag, found: withoutAllowed(found, sql, tags.slice(0, tags.indexOf(tag))) }).toEqual({ tag, found: [] });
      await owner.unsafe(sql);
    }
  } finally {
    await earlier.close();
  }
});

describe("the version before would fail, or wait, by", () => {
  test.each([
    ["alter table app.tasks drop column notes", ["column app.tasks.notes is gone"]],
    ["alter table app.tasks rename column notes to remarks", ["column app.tasks.notes is gone"]],
    ["alter table app.tombstones rename to graves", ["table app.tombstones is gone"]],
    ["drop table app.idempotency", ["table app.idempotency is gone"]],
    ["alter table app.tasks drop constraint tasks_parent_fkey", ["constraint app.tasks.tasks_parent_fkey is gone"]],
    ["drop index app.tasks_due", ["index app.tasks_due is gone"]],
    ["alter table app.tasks alter column version type bigint", ["column app.tasks.version is now bigint"]],
    ["alter table app.tasks alter column notes set not null", ["null app.tasks.notes is gone"]],
    ["alter table app.tasks alter column priority drop default", ["optional app.tasks.priority is gone"]],
    [
      "alter table app.tombstones add column why text not null default ''; alter table app.tombstones alter column why drop default",
      ["column app.tombstones.why has to be given"],
    ],
    [
      "alter table app.tasks add constraint short check (length(title) < 100) not valid",
      ["constraint app.tasks.short refuses what could be written before"],
    ],
    [
      "alter table app.tasks add column x int, add constraint c check (title <> 'q' and (x is null or x > 0)) not valid",
      ["constraint app.tasks.c refuses what could be written before"],
    ],
    [
      "alter table app.tasks add column x text generated always as (lower(title)) stored, add constraint c check (x <> 'q') not valid",
      ["constraint app.tasks.c refuses what could be written before"],
    ],
    [
      "alter table app.tasks add column x int default 0, add constraint c check (x > 0) not valid",
      ["constraint app.tasks.c refuses what could be written before"],
    ],
    [
      "alter table app.tasks add constraint never check (false) not valid",
      ["constraint app.tasks.never refuses what could be written before"],
    ],
    [
      "alter table app.tasks add column x int default 0; create unique index one_x on app.tasks (user_id, x)",
      ["index app.one_x refuses what could be written before"],
    ],
    [
      "alter table app.tasks add column x int; create unique index one_x on app.tasks (user_id, x) nulls not distinct",
      ["index app.one_x refuses what could be written before"],
    ],
    [
      "alter table app.tasks add column x uuid, add constraint of_x foreign key (user_id, x) references app.tasks (user_id, id) match full not valid",
      ["constraint app.tasks.of_x refuses what could be written before"],
    ],
    [
      "create unique index one_title on app.tasks (user_id, title)",
      ["index app.one_title refuses what could be written"],
    ],
    [
      "revoke update (title) on app.tasks from typedo_writer",
      ["right to UPDATE of typedo_writer on app.tasks.title is gone"],
    ],
    ["revoke usage on schema app from typedo_app", ["right to USAGE of typedo_app on schema app is gone"]],
    ["revoke typedo_reader from typedo_app", ["membership of typedo_app in typedo_reader is gone"]],
    [
      "revoke execute on function app.ensure_state() from typedo_writer",
      ["right to EXECUTE of typedo_writer on app.ensure"],
    ],
    ["alter function app.ensure_state() rename to make_state", ["function app.ensure_state() is gone"]],
    ["drop policy own_rows_read on app.tasks", ["policy own_rows_read on app.tasks is gone"]],
    [
      "create policy less on app.tasks as restrictive to typedo_reader using (priority > 0)",
      ["policy less on app.tasks hides rows"],
    ],
    ["drop trigger derive_task on app.tasks", ["trigger derive_task on app.tasks is gone"]],
    [
      'alter table auth."user" add column age int, add constraint of_age check (age > 17)',
      ['constraint auth."user".of_age has all rows looked at'],
    ],
    [
      "alter table app.tasks add column estimate int, add constraint tasks_estimate check (estimate > 0)",
      ["constraint app.tasks.tasks_estimate has all rows looked at"],
    ],
    ["do $$ begin execute 'alter table app.tasks drop column ' || 'notes'; end $$", ["column app.tasks.notes is gone"]],
  ])("%s", async (sql, expected) => {
    const found = (await tryOut(testDatabase, sql)).map(({ what, why }) => `${what} ${why}`);
    for (const one of expected) expect(found).toContainEqual(expect.stringContaining(one));
  });

  test("what takes time for each row, whichever table of users or accounts it is", async () => {
    const shape = await readShape(ownerClient(testDatabase));
    const tables = listGrowing(shape);
    expect(tables).toContain('auth."user"');
    for (const table of tables) {
      const [column] = [...shape.keys()].flatMap((what) => what.split(`column ${table}.`)[1] ?? []);
      const update = `alter table ${table} disable trigger user; update ${table} set ${column} = ${column};
        alter table ${table} enable trigger user`;
      const what = `table ${table}`;
      expect(await tryOut(testDatabase, `create index slow on ${table} (${column})`)).toEqual([
        { what, why: "takes no writes while an index of it is made" },
      ]);
      expect(await tryOut(testDatabase, `alter table ${table} add column chance float default random()`)).toEqual([
        { what, why: "is written anew, and nobody can use it meanwhile" },
      ]);
      expect(await tryOut(testDatabase, update)).toEqual([
        { what, why: "has its rows changed, and their writers wait meanwhile" },
      ]);
    }
  });

  test("the same with a table that is new to these tests, once they know what a row of it is", async () => {
    const owner = ownerClient(testDatabase);
    await owner.unsafe("create table app.lists (user_id text primary key)");
    try {
      await expect(owner.begin(putRowIntoEach)).rejects.toThrow("A new table, app.lists: say in");
      expect(await tryOut(testDatabase, "create index slow on app.lists (user_id)")).toMatchObject([
        { what: "table app.lists" },
      ]);
    } finally {
      await owner.unsafe("drop table app.lists");
    }
  });
});

test.each([
  "alter table app.tasks add column estimate smallint",
  "alter table app.tasks add column estimate smallint not null default 0; grant update (estimate) on app.tasks to typedo_writer",
  "alter table app.tasks add column estimate int, add constraint tasks_estimate check (estimate > 0) not valid",
  "alter table app.tasks add column x uuid, add constraint of_x foreign key (user_id, x) references app.tasks (user_id, id) not valid",
  "alter table limits.budget add column x int, add constraint one_x unique (points, x)",
  "create table app.lists (user_id text not null, id uuid not null, name text not null unique, primary key (user_id, id)); create index lists_name on app.lists (user_id, name)",
  "create or replace function app.me() returns text language sql stable parallel safe return nullif(current_setting('app.user_id', true), '')",
  "alter table limits.budget add column note text; create index budget_note on limits.budget (note)",
])("the version before goes on beside: %s", async (sql) => {
  expect(await tryOut(testDatabase, sql)).toEqual([]);
});

test("a constraint may be validated later, and what is allowed has a reason", async () => {
  const owner = ownerClient(testDatabase);
  await owner.unsafe("alter table app.tombstones add constraint later check (version < 2000000000) not valid");
  expect(await tryOut(testDatabase, "alter table app.tombstones validate constraint later")).toEqual([]);
  await owner.unsafe("alter table app.tombstones drop constraint later");

  const found = await tryOut(testDatabase, "alter table app.tasks drop column notes");
  const left = (sql: string) => withoutAllowed(found, sql, ["0020_notes_apart"]).map(({ what }) => what);
  expect(left("")).toContain("column app.tasks.notes");
  expect(left("-- allowed: column app.tasks.notes: nobody needs it")).toContain("column app.tasks.notes");
  expect(left("-- allowed: column app.tasks.notes: unused since 0099_later")).toContain("column app.tasks.notes");
  expect(left("-- allowed: column app.tasks.notes: unused since 0020_notes_apart")).not.toContain(
    "column app.tasks.notes",
  );
});
