import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";

// What Citus asks of tables that are distributed by `user_id` (docs/operating.md, "Citus"), as the catalogue tells.

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  await testDatabase.close();
});

async function namesOf(query: string): Promise<string[]> {
  const rows = await ownerClient(testDatabase).unsafe<{ name: string }[]>(
    `select name from (${query}) as found order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** The place of `user_id` in a key's columns; null where it is not there. */
const placeIn = (key: string, table: string) => `array_position(${key}::int[],
  (select a.attnum::int from pg_attribute a where a.attrelid = ${table} and a.attname = 'user_id'))`;

const WITHOUT_USER = {
  "primary key, unique constraint or unique index": `select x.indexrelid::regclass::text as name from pg_index x
    join pg_class c on c.oid = x.indrelid where c.relnamespace = 'app'::regnamespace and x.indisunique
      and ${placeIn("x.indkey", "x.indrelid")} is null`,
  // Between users' tables, on both sides and at the same place.
  "foreign key": `select k.conname::text as name from pg_constraint k
    where k.connamespace = 'app'::regnamespace and k.contype = 'f'
      and (select relnamespace from pg_class where oid = k.confrelid) = 'app'::regnamespace
      and (${placeIn("k.conkey", "k.conrelid")} is null
        or ${placeIn("k.conkey", "k.conrelid")} is distinct from ${placeIn("k.confkey", "k.confrelid")})`,
};

describe("with the user in it is every", () => {
  test.each(Object.entries(WITHOUT_USER))("%s", async (_what, query) => {
    expect(await namesOf(query)).toEqual([]);
  });

  test("one of them, which is why one that is not is seen", async () => {
    const owner = ownerClient(testDatabase);
    await owner.unsafe(`create table app.seen (user_id text not null, id uuid primary key, "of" uuid,
      foreign key (user_id, "of") references app.tasks (user_id, id), foreign key ("of") references app.seen (id))`);
    expect(await namesOf(WITHOUT_USER["primary key, unique constraint or unique index"])).toEqual(["app.seen_pkey"]);
    expect(await namesOf(WITHOUT_USER["foreign key"])).toEqual(["seen_of_fkey"]);
    await owner.unsafe(`alter table app.seen add column other text, add unique (user_id, other),
      add constraint crossed foreign key (other, "of") references app.tasks (user_id, id),
      add constraint turned foreign key (other, user_id) references app.seen (user_id, other)`);
    expect(await namesOf(WITHOUT_USER["foreign key"])).toEqual(["crossed", "seen_of_fkey", "turned"]);
    await owner.unsafe("drop table app.seen");
  });
});

test("the users' ids are of one type and collation, so that their tables lie together", async () => {
  const types =
    await namesOf(`select distinct format_type(a.atttypid, a.atttypmod) || ' ' || coalesce(l.collname, '') as name
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_collation l on l.oid = a.attcollation
    where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' and a.attname = 'user_id'`);
  expect(types).toEqual(["text default"]);
});

test("the accounts refer to no table of the users', and one of these to the accounts", async () => {
  const between =
    await namesOf(`select k.conrelid::regclass || ' → ' || k.confrelid::regclass as name from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
    where k.contype = 'f' and c.relnamespace <> r.relnamespace`);
  expect(between).toEqual(['app.user_state → auth."user"']);
});

test("what Citus would refuse is what the docs name, and no more", async () => {
  expect(
    await namesOf(`select distinct polname::text as name from pg_policy p join pg_class c on c.oid = p.polrelid
      where c.relnamespace = 'app'::regnamespace
        and concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ilike '%select%'`),
  ).toEqual(["own_rows_read", "own_rows_write"]);
  expect(
    await namesOf(`select conname::text as name from pg_constraint
      where connamespace = 'app'::regnamespace and contype = 'f' and confdeltype in ('n', 'd')`),
  ).toEqual(["tasks_parent_fkey"]);
  expect(
    await namesOf(`select distinct tgrelid::regclass::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'app'::regnamespace and not tgisinternal`),
  ).toEqual(["app.tasks", "app.user_state"]);
});
