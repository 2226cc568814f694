import { and, eq, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/pg-proxy";
import { describe, expect, test } from "vitest";
import { compiledOf } from "./compiled.js";
import { PRIORITIES } from "./schema/columns.js";
import { tasks } from "./schema/tasks.js";
import { user } from "./schema/auth.js";

const ID = "0190a000-0000-7000-8000-000000000000";

/** What a driver gives for a row of `app.tasks`, by the column's name. */
const sent: Record<string, unknown> = {
  user_id: "ada",
  id: ID,
  title: "A",
  title_key: "a",
  title_words: null,
  notes: null,
  notes_words: null,
  completed_at: null,
  priority: 3,
  due_date: "2026-02-28",
  due_time: "09:30:00",
  time_zone: "Europe/Berlin",
  due_at: "2026-02-28 08:30:00+00",
  labels: '{home,"a\\\\b"}',
  parent_id: null,
  position: "a0",
  created_at: "2026-01-02 03:04:05.678+00",
  updated_at: "2026-01-02 03:04:05+00",
  deleted_at: null,
  state: 0,
  version: 7,
  seq: "9007199254740993",
};

const rows = [Object.values(sent), Object.values({ ...sent, notes: "B", labels: "{}", due_at: null })];

/** Drizzle on a driver that keeps what it was given, and answers with these rows. */
function drizzleAnswering(answer: unknown[][]) {
  const given: { statement: string; parameters: unknown[] }[] = [];
  const database = drizzle(async (statement, parameters) => {
    given.push({ statement, parameters });
    return { rows: answer };
  });
  return { database, given };
}

describe("a compiled statement sends and reads what Drizzle would", () => {
  const { database, given } = drizzleAnswering(rows);
  const [of, which] = [sql.placeholder("of"), sql.placeholder("which")];

  test("a select of every kind of column", async () => {
    const prepared = database
      .select()
      .from(tasks)
      .where(and(eq(tasks.userId, of), eq(tasks.version, 7)))
      .prepare("selected");
    const expected = await prepared.execute({ of: "ada" });
    const { text, parametersOf, read } = compiledOf(prepared);
    expect(given).toEqual([{ statement: text, parameters: parametersOf({ of: "ada" }) }]);
    expect(parametersOf({ of: "ada" })).toEqual(["ada", 7]);
    expect(read(rows)).toEqual(expected);
    expect(read(rows)).toMatchObject([{ dueTime: "09:30", labels: ["home", "a\\b"], seq: "9007199254740993" }, {}]);
  });

  test("an insert, whose values their columns encode", async () => {
    const inserting = drizzleAnswering([]);
    const names = {
      priority: sql.placeholder("priority"),
      labels: sql.placeholder("labels"),
      dueAt: sql.placeholder("due"),
    };
    const prepared = inserting.database
      .insert(tasks)
      .values({ userId: of, id: ID, title: "A", ...names })
      .prepare("inserted");
    const values = { of: "ada", priority: "urgent", labels: ['a"b'], due: new Date("2026-01-02T03:04:05.678Z") };
    await prepared.execute(values);
    const { text, parametersOf } = compiledOf(prepared);
    expect(inserting.given).toEqual([{ statement: text, parameters: parametersOf(values) }]);
    for (const encoded of [PRIORITIES.indexOf("urgent"), '{"a\\"b"}', "2026-01-02T03:04:05.678Z"]) {
      expect(parametersOf(values)).toContain(encoded);
    }
  });

  test("SQL with a decoder, and without", async () => {
    const counted = drizzleAnswering([["3", "3", null]]);
    const prepared = counted.database
      .select({
        number: sql`count(*)`.mapWith(Number),
        text: sql<string>`count(*)`,
        none: sql`max(${tasks.version})`.mapWith(Number).as("none"),
      })
      .from(tasks)
      .prepare("counted");
    const expected = await prepared.execute();
    expect(compiledOf(prepared).read([["3", "3", null]])).toEqual(expected);
    expect(expected).toEqual([{ number: 3, text: "3", none: null }]);
  });

  test("a statement that gives no rows", async () => {
    const prepared = database.delete(tasks).where(eq(tasks.id, which)).prepare("deleted");
    expect(compiledOf(prepared).parametersOf({ which: ID })).toEqual([ID]);
    expect(compiledOf(prepared).read([])).toEqual([]);
  });
});

describe("a statement is refused", () => {
  const { database } = drizzleAnswering([]);

  test("that lacks a value", () => {
    const prepared = database
      .delete(tasks)
      .where(eq(tasks.id, sql.placeholder("which")))
      .prepare("deleted");
    expect(() => compiledOf(prepared).parametersOf({})).toThrow('No value for placeholder "which" was provided');
  });

  test("whose rows are nested", () => {
    const joined = database.select().from(tasks).innerJoin(user, eq(user.id, tasks.userId)).prepare("joined");
    expect(() => compiledOf(joined)).toThrow("name each of its columns");
  });

  test("that is none of Drizzle's as it is known here", () => {
    const query = new PgDialect().sqlToQuery(sql`select 1`);
    expect(() => compiledOf({ ...query, execute: async () => [] })).toThrow("is not what it was");
  });
});
