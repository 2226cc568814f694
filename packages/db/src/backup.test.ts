import { randomUUID } from "node:crypto";
import { Readable, Writable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser, asWritingUser, type WriteTransaction } from "./as-user.js";
import { backUp } from "./backup.js";
import { restore } from "./restore.js";
import { openDatabase } from "./database.js";
import type { Principal } from "./principal.js";
import { tasks } from "./schema/tasks.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "./testing.js";
import { addUser } from "./testing/users.js";

let source: TestDatabase;
let ada: Principal;
let backup: Buffer;

beforeAll(async () => {
  source = await createTestDatabase();
  ada = await addUser(ownerClient(source), "ada");
  const bob = await addUser(ownerClient(source), "bob");
  await fill(source, ada, 300);
  await fill(source, bob, 20);
  backup = await backUpOf(source);
});

afterAll(() => source.close());

async function fill(database: TestDatabase, user: Principal, count: number): Promise<void> {
  const pool = openDatabase(database.app, { poolSize: 1 });
  const parentId = randomUUID();
  const write = async (transaction: WriteTransaction) => {
    const nasty = 'Tab\t, new line\n, backslash \\ and \\. and \\N, "quotes", ünïcode 👍, {"json": 1}';
    const own = { userId: user.userId };
    await transaction
      .insert(tasks)
      .values({ ...own, id: parentId, title: "\\.", notes: nasty, labels: ["a,b", '"', "\\"] });
    for (let number = 0; number < count; number += 1) {
      const id = randomUUID();
      await transaction.insert(tasks).values({ ...own, id, title: `Task ${number}`, parentId, dueDate: "2026-11-25" });
    }
  };
  await asWritingUser(pool, user, write, { seconds: 60 });
  await pool.close();
}

async function backUpOf({ owner }: TestDatabase): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await backUp(owner, sink, () => {});
  return Buffer.concat(chunks);
}

const restoreInto = (target: TestDatabase, bytes: Buffer) => restore(target, Readable.from([bytes]), () => {});

/** All rows of all tables, and who may do what with them. */
async function everything(database: TestDatabase): Promise<unknown> {
  const owner = ownerClient(database);
  const tables = await owner<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace) and c.relkind = 'r' order by 1`;
  const sums: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await owner.unsafe(
      `select count(*)::int as rows, md5(coalesce(string_agg(t::text, ';' order by t::text), '')) as sum from ${name} t`,
    );
    sums[name] = row;
  }
  const protection = await owner`
    select c.relname, c.relacl::text, c.relrowsecurity, c.relforcerowsecurity,
      (select string_agg(p.polname || p.polroles::regrole[]::text, ',' order by p.polname) from pg_policy p where p.polrelid = c.oid) as policies,
      (select string_agg(t.tgname || t.tgenabled::text, ',' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers
    from pg_class c where c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace) and c.relkind = 'r' order by 1`;
  return { sums, protection: [...protection] };
}

test("a restored database has the same rows, to their sums, and the same grants, policies and triggers", async () => {
  const target = await createTestDatabase();
  expect(await restoreInto(target, backup)).toBeGreaterThan(320);
  expect(await everything(target)).toEqual(await everything(source));

  // And it works: the user's own rows alone, and the next change has the next number.
  const pool = openDatabase(target.app, { poolSize: 1 });
  const own = await asUser(pool, ada, (transaction) => transaction.select().from(tasks));
  expect(own).toHaveLength(301);
  expect(new Set(own.map(({ userId }) => userId))).toEqual(new Set(["ada"]));
  const last = Math.max(...own.map(({ seq }) => Number(seq)));
  const [added] = await asWritingUser(pool, ada, (transaction) =>
    transaction.insert(tasks).values({ userId: "ada", id: randomUUID(), title: "After" }).returning(),
  );
  expect(Number(added?.seq)).toBe(last + 1);
  await pool.close();

  await expect(restoreInto(target, backup)).rejects.toThrow(/There are rows in .*: restore into an empty database/);
  await target.close();
});

test("what is damaged, cut short, or something else is refused, and leaves the database empty", async () => {
  const target = await createTestDatabase();
  const empty = await everything(target);
  const text = gunzipSync(backup).toString();
  const lines = text.split("\n");
  const spoiled: readonly [string, Buffer, RegExp][] = [
    ["cut in the middle", backup.subarray(0, backup.length / 2), /can't be read/],
    ["without its last lines", gzipSync(lines.slice(0, -3).join("\n")), /is not whole/],
    ["a row changed", gzipSync(text.replace("Task 17\t", "Task 71\t")), /its sum is wrong/],
    ["a row less", gzipSync(lines.filter((line) => !line.includes("Task 17\t")).join("\n")), /its sum is wrong/],
    [
      "a table of another name",
      gzipSync(text.replace('"app.tasks"', '"app.tasks; drop table app.tasks"')),
      /a table is not/,
    ],
    ["a table that is no JSON", gzipSync(text.replace('{"table":"app.tasks"', '{"table')), /a table is not/],
    ["no gzip", Buffer.from(text), /can't be read/],
    ["something else", gzipSync("hello\nthere\n"), /no backup of Typedo's/],
    ["JSON of something else", gzipSync("null\n"), /no backup of Typedo's/],
    ["another format", gzipSync(text.replace('"format":1', '"format":2')), /no backup of Typedo's/],
    [
      "a version that is no text",
      gzipSync(text.replace(/"migration":"\d+"/, '"migration":1')),
      /no backup of Typedo's/,
    ],
    ["another version's", gzipSync(text.replace(/"migration":"\d+"/, '"migration":"1"')), /made by another version/],
    ["nothing", Buffer.alloc(0), /can't be read/],
  ];
  for (const [name, bytes, message] of spoiled) {
    await expect(restoreInto(target, bytes), name).rejects.toThrow(message);
    expect(await everything(target), name).toEqual(empty);
  }
  await target.close();
});

test("a target that takes no more ends a backup, with what to do", async () => {
  let taken = 0;
  const full = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      done(taken > 1000 ? new Error("ENOSPC: no space left on device, write") : undefined);
    },
  });
  const filled = await createTestDatabase();
  // More than all buffers on the way hold, and nothing that a zip makes small.
  await ownerClient(filled)`insert into auth."user" (id, name, email)
    select n::text, string_agg(md5(random()::text), ''), n || '@example.com'
    from generate_series(1, 300) n, generate_series(1, 100) group by n`;
  await expect(backUp(filled.owner, full, () => {})).rejects.toThrow(
    "The backup can't be written (ENOSPC: no space left on device, write): make room, or name another file",
  );
  const open = () => ownerClient(filled)`
    select from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`;
  await expect.poll(open).toHaveLength(0);
  await filled.close();
});

test("who does not hear whether the rows were stored is not told that none was", async () => {
  const target = await createTestDatabase();
  const owner = ownerClient(target);
  await owner.unsafe(`
    create function end_it() returns trigger language plpgsql as
      'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
    create constraint trigger at_commit after insert on auth."user" deferrable initially deferred
      for each row execute function end_it()`);
  await expect(restoreInto(target, backup)).rejects.toThrow("all rows are there, or none is");
  await owner`drop trigger at_commit on auth."user"`;
  await restoreInto(target, backup);
  await expect(restoreInto(target, backup)).rejects.toThrow("There are rows in");
  await target.close();
});

test("may take as long as it needs, whatever the owner's other statements may", async () => {
  const target = await createTestDatabase();
  const owner = ownerClient(target);
  await owner.unsafe(`
    create function linger() returns trigger language plpgsql as 'begin perform pg_sleep(1.5); return null; end';
    create trigger linger after insert on auth."user" for each statement execute function linger()`);
  const name = new URL(target.owner.url).pathname.slice(1);
  await owner.unsafe(`alter database ${name} set statement_timeout = '1s'`);
  expect(await restoreInto(target, backup)).toBeGreaterThan(300);
  await target.close();
});

test("another version's backup leaves a database that was never migrated as it was", async () => {
  const target = await createTestDatabase();
  const owner = ownerClient(target);
  await owner.unsafe("drop schema app, auth, limits, typedo cascade");
  const other = gunzipSync(backup)
    .toString()
    .replace(/"migration":"\d+"/, '"migration":"1"');
  await expect(restoreInto(target, gzipSync(other))).rejects.toThrow(/made by another version/);
  const [schema] = await owner`select to_regnamespace('typedo') as name`;
  expect(schema).toEqual({ name: null });
  // And the version that made one can restore it there.
  expect(await restoreInto(target, backup)).toBeGreaterThan(320);
  await target.close();
});

test("a later version's database is not restored into, and one that was never migrated has nothing to back up", async () => {
  const target = await createTestDatabase();
  const owner = ownerClient(target);
  await owner.unsafe("insert into typedo.__drizzle_migrations (hash, created_at) values ('later', 4102444800000)");
  await expect(restoreInto(target, backup)).rejects.toThrow(/The database is of a later version/);
  await owner.unsafe("drop schema app, auth, limits, typedo cascade");
  await expect(backUpOf(target)).rejects.toThrow(/no server was ever started on this database/);
  await target.close();
});

test("an owner who is no superuser, whom the policies blind, backs up all of it", async () => {
  const owner = ownerClient(source);
  const role = `test_owner_${process.pid}`;
  const [name] = await owner<{ name: string }[]>`select current_database() as name`;
  await owner.unsafe(`
    create role ${role} login password 'x' createrole noinherit;
    grant typedo_backup to ${role} with admin option;
    grant all on database ${name?.name} to ${role}`);
  try {
    const names = await owner<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace, 'typedo'::regnamespace) and c.relkind = 'r'`;
    for (const { name: table } of names) await owner.unsafe(`alter table ${table} owner to ${role}`);
    await owner.unsafe(`grant usage on schema app, auth, typedo to ${role}`);
    // As of one who is called as a schema is.
    await owner.unsafe(`alter role ${role} set search_path = app, auth`);
    const url = new URL(source.owner.url);
    url.username = role;
    url.password = "x";
    const other = { ...source, owner: { ...source.owner, url: url.href } };
    // The control: FORCE shows this owner nothing.
    expect(gunzipSync(await backUpOf(other)).toString().length).toBe(gunzipSync(backup).toString().length);
  } finally {
    await owner.unsafe(`reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`);
  }
});
