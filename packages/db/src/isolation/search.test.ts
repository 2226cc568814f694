import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asWritingUser } from "../as-user.js";
import type { Connection } from "../connection.js";
import { type Database, openDatabase } from "../database.js";
import { tasks } from "../schema/tasks.js";
import { notesWords, titleWords } from "../search-words.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";
import { addUser } from "../testing/users.js";

let testDatabase: TestDatabase;
let database: Database;
const adasTask = randomUUID();
const evesTask = randomUUID();

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.app, { poolSize: 2 });
  const ada = await addUser(ownerClient(testDatabase), "ada");
  const eve = await addUser(ownerClient(testDatabase), "eve");
  const task = (userId: string, id: string) => ({
    userId,
    id,
    title: "A secret plan",
    titleWords: titleWords(userId, "A secret plan"),
    notes: "with notes",
    notesWords: notesWords(userId, "with notes"),
    labels: ["it's \\ private"],
  });
  await asWritingUser(database, ada, (transaction) => transaction.insert(tasks).values(task("ada", adasTask)));
  await asWritingUser(database, eve, (transaction) => transaction.insert(tasks).values(task("eve", evesTask)));
});

afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

type Role = "typedo_reader" | "typedo_writer";

/** In a transaction of a user, rolled back. */
async function as<T>(userId: string, role: Role, work: (connection: Connection) => Promise<T>): Promise<T> {
  return database.lend(async (connection) => {
    await connection.run("begin");
    await connection.run("select set_config('role', $1, true), set_config('app.user_id', $2, true)", [role, userId]);
    try {
      return await work(connection);
    } finally {
      await connection.run("rollback");
    }
  });
}

const SEARCH = `select id::text from app.search_tasks(
  array(select jsonb_array_elements_text($1::text::jsonb)), array(select jsonb_array_elements_text($2::text::jsonb)), $3::text::int)`;

async function search(connection: Connection, words: string[], labels: string[] = [], most: string | null = "1000") {
  const { rows } = await connection.run(SEARCH, [JSON.stringify(words), JSON.stringify(labels), most]);
  return rows.map(([id]) => id);
}

/** Their marks are the same: the first 8 hex digits of MD5. */
const ALIKE = ["user-4385", "user-39375"] as const;

test("a limit is of the user's own matches, not of those of another with the same mark", async () => {
  const [many, one] = ALIKE;
  expect(markOf(many)).toBe(markOf(one));
  const ids: Record<string, string[]> = {};
  for (const [userId, count] of [
    [many, 5],
    [one, 1],
  ] as const) {
    const user = await addUser(ownerClient(testDatabase), userId);
    const rows = Array.from({ length: count }, () => ({
      userId,
      id: randomUUID(),
      title: "Common",
      titleWords: titleWords(userId, "Common"),
    }));
    await asWritingUser(database, user, (transaction) => transaction.insert(tasks).values(rows));
    ids[userId] = rows.map(({ id }) => id);
  }
  expect(await as(one, "typedo_reader", (connection) => search(connection, ["common"], [], "1"))).toEqual(ids[one]);
  const found = await as(many, "typedo_reader", (connection) => search(connection, ["common"], [], "4"));
  expect(found).toHaveLength(4);
  expect(ids[many]).toEqual(expect.arrayContaining(found));
});

const markOf = (userId: string) => createHash("md5").update(userId).digest("hex").slice(0, 8);
const refusal = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) });

describe("a user finds", () => {
  test.each([
    ["a word", ["secret"], []],
    ["the beginning of one", ["sec"], []],
    ["words of title and notes", ["secret", "not"], []],
    ["a label, whole", [], ["it's \\ private"]],
    ["both", ["plan"], ["it's \\ private"]],
  ])("by %s their own task, and no other's", async (_, words, labels) => {
    const [hers, eves] = await Promise.all(
      ["ada", "eve"].map(async (user) => as(user, "typedo_reader", (connection) => search(connection, words, labels))),
    );
    expect([hers, eves]).toEqual([[adasTask], [evesTask]]);
    expect(await as("nobody", "typedo_writer", (connection) => search(connection, words, labels))).toEqual([]);
  });

  test.each([
    ["another word", ["other"], []],
    ["the end of a word", ["ecret"], []],
    ["one of two words", ["secret", "other"], []],
    ["the beginning of a label", [], ["it's"]],
    ["a label as a word", ["private"], []],
    ["nothing", [], []],
  ])("nothing by %s", async (_, words, labels) => {
    expect(await as("ada", "typedo_reader", (connection) => search(connection, words, labels))).toEqual([]);
  });
});

describe("Eve finds nothing of Ada's", () => {
  const mark = markOf("ada");
  const tricks = [
    `u${mark}secret`,
    `secret' | 'u${mark}secret`,
    `secret':* | 'u${mark}`,
    `x\\' | 'u${mark}secret`,
    `x\\\\' | 'u${mark}secret`,
    `' | u${mark}secret | '`,
    "!x",
    "' <-> '",
    "%",
    "*",
    "",
    " ",
    "secret\n| secret",
    "')); select set_config('app.user_id', 'ada', true); --",
  ];
  test.each(tricks)("by the word or label %j", async (trick) => {
    for (const [words, labels] of [
      [[trick], []],
      [["secret", trick], []],
      [[], [trick]],
      [["secret"], [trick, `${trick}'`]],
    ] as const) {
      const found = await as("eve", "typedo_writer", (connection) =>
        search(connection, [...words], [...labels]).catch((error: unknown) => [String(error)]),
      );
      expect(found).not.toContain(adasTask);
      expect(found.every((one) => one === evesTask || /PostgresError/.test(String(one)))).toBe(true);
    }
  });

  test.each(["-1", "0", "2147483647", null])("by asking for %s", async (most) => {
    const found = await as("eve", "typedo_reader", (connection) => search(connection, ["secret"], [], most));
    expect(found).not.toContain(adasTask);
  });

  test("by writing Ada's mark into words of her own; nor does Ada find Eve's", async () => {
    await as("eve", "typedo_writer", async (connection) => {
      await connection.run("update app.tasks set title_words = $1::text::tsvector where user_id = 'eve'", [
        `u${mark}secret u${mark}planted`,
      ]);
      expect(await search(connection, ["secret"])).toEqual([]);
      await connection.run("select set_config('app.user_id', 'ada', true)");
      expect([await search(connection, ["planted"]), await search(connection, ["secret"])]).toEqual([[], [adasTask]]);
    });
  });

  test("by tables and functions of her own under the names that it uses", async () => {
    await as("eve", "typedo_writer", async (connection) => {
      await connection.run("set local search_path = pg_temp, app, pg_catalog");
      await connection.run("create temporary table tasks (user_id text, id uuid)").catch(() => {});
      await connection.run("rollback");
      await connection.run("begin");
      await connection.run("select set_config('role', 'typedo_writer', true), set_config('app.user_id', 'eve', true)");
      await connection
        .run("create function pg_temp.md5(text) returns text language sql as $$ select 'x' $$")
        .catch(() => {});
      await connection.run("rollback");
      await connection.run("begin");
      await connection.run("select set_config('role', 'typedo_writer', true), set_config('app.user_id', 'eve', true)");
      expect(await search(connection, ["secret"])).toEqual([evesTask]);
    });
  });
});

test("without a user nothing is found, nor by a login that became nobody", async () => {
  expect(await as("", "typedo_reader", (connection) => search(connection, ["secret"]))).toEqual([]);
  await database.lend(async (connection) => {
    await expect(search(connection, ["secret"])).rejects.toEqual(refusal(/permission denied/));
  });
});

test("nobody becomes the search, nor asks what only the migration may", async () => {
  await as("eve", "typedo_writer", async (connection) => {
    await expect(connection.run("set local role typedo_search")).rejects.toEqual(refusal(/permission denied/));
  });
  await as("eve", "typedo_writer", async (connection) => {
    const asking = connection.run("select app.any_task_without_words()");
    await expect(asking).rejects.toEqual(refusal(/permission denied/));
  });
});

test("the control: it is the function's own condition that keeps them apart, as its policy shows it all", async () => {
  const owner = ownerClient(testDatabase);
  const [row] = await owner<{ definition: string }[]>`
    select pg_get_functiondef('app.search_tasks(text[], text[], int)'::regprocedure) as definition`;
  const open = row?.definition.replace("where hit.user_id = me", "where true");
  expect(open).not.toBe(row?.definition);
  try {
    await owner.unsafe(open ?? "");
    const planted = await as("eve", "typedo_writer", async (connection) => {
      await connection.run("update app.tasks set title_words = $1::text::tsvector where user_id = 'eve'", [
        `u${markOf("ada")}planted`,
      ]);
      await connection.run("select set_config('app.user_id', 'ada', true)");
      return search(connection, ["planted"]);
    });
    expect(planted).toEqual([evesTask]);
  } finally {
    await owner.unsafe(row?.definition ?? "");
  }
});
