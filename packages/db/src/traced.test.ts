import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser, asUserAtOnce, asWritingUser, asWritingUserAtOnce } from "./as-user.js";
import { openAuthDatabase } from "./auth-database.js";
import type { Database } from "./database.js";
import { DatabaseError } from "./errors.js";
import type { Principal } from "./principal.js";
import { user } from "./schema/auth.js";
import { tasks } from "./schema/tasks.js";
import { openSpanLog } from "./testing/span-log.js";
import { openTwoUsers, type TwoUsers } from "./testing/two-users.js";
import { statementPart } from "./traced.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 1 });
  ({ database, ada } = users);
});

afterAll(async () => {
  await users.close();
});

const newTask = () => ({ userId: ada.userId, id: randomUUID(), title: "A task" });

test("a transaction tells its wait for a connection, its statements and its COMMIT", async () => {
  for (const transact of [asUser, asUserAtOnce]) {
    const { span, lines } = openSpanLog();
    await transact(database, ada, (transaction) => transaction.select({ id: tasks.id }).from(tasks), { span });
    expect(lines.toSorted()).toEqual([
      "begin read transaction",
      "begin read transaction > COMMIT",
      "begin read transaction > SELECT app.tasks",
      "begin read transaction > wait for a connection",
      "end read transaction",
      "end read transaction > COMMIT",
      "end read transaction > SELECT app.tasks",
      "end read transaction > wait for a connection",
    ]);
  }
  for (const transact of [asWritingUser, asWritingUserAtOnce]) {
    const { span, lines } = openSpanLog();
    await transact(database, ada, (transaction) => transaction.insert(tasks).values(newTask()), { span });
    expect(lines).toContain("end write transaction > INSERT app.tasks");
    expect(lines.at(-1)).toBe("end write transaction");
  }
});

test("who waits for a connection is seen to wait until it is lent", async () => {
  const [first, second] = [openSpanLog(), openSpanLog()];
  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const holding = asUser(database, ada, () => held, { span: first.span });
  await expect.poll(() => first.lines).toContain("end read transaction > wait for a connection");
  const waiting = asUser(database, ada, async () => undefined, { span: second.span });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(second.lines).toEqual(["begin read transaction", "begin read transaction > wait for a connection"]);
  letGo();
  await Promise.all([holding, waiting]);
  expect(second.lines).toContain("end read transaction > wait for a connection");
});

test("what was undone because of others is run again as a transaction of its own, which says so", async () => {
  const { span, lines, parts } = openSpanLog();
  const refusals = [new DatabaseError("40001", undefined, "SQLSTATE 40001")];
  const shaken: Database = {
    ...database,
    async lend(work, loan) {
      const refusal = refusals.pop();
      if (refusal) throw refusal;
      return database.lend(work, loan);
    },
  };
  await asUser(shaken, ada, async () => undefined, { span });
  expect(lines.filter((line) => !line.includes(">"))).toEqual([
    "begin read transaction",
    "end read transaction: 40001, a fault",
    "begin read transaction",
    "end read transaction",
  ]);
  const runs = parts
    .filter(({ name }) => name === "read transaction")
    .map(({ attributes }) => attributes?.["typedo.run"]);
  expect(runs).toEqual([undefined, 2]);
});

test("what PostgreSQL refuses because of the data is told by its code, and is no fault", async () => {
  const { span, lines } = openSpanLog();
  const twice = newTask();
  const add = () => asWritingUser(database, ada, (transaction) => transaction.insert(tasks).values(twice), { span });
  await add();
  await expect(add()).rejects.toMatchObject({ constraint: "tasks_pkey" });
  expect(lines).toContain("end write transaction > INSERT app.tasks: 23505");
  expect(lines.at(-1)).toBe("end write transaction: 23505");

  const broken = asUser(database, ada, (transaction) => transaction.select({ one: sql`1` }).from(sql`app.nothing`), {
    span,
  });
  await expect(broken).rejects.toThrow();
  expect(lines.at(-1)).toBe("end read transaction: 42P01, a fault");
});

test("the accounts' statements are parts of what is under way when they are sent", async () => {
  const { span, lines } = openSpanLog();
  let current: typeof span | undefined;
  const accounts = openAuthDatabase(users.testDatabase.auth, { poolSize: 1, currentSpan: () => current });
  try {
    await accounts.select({ id: user.id }).from(user);
    expect(lines).toEqual([]);
    current = span;
    await accounts.select({ id: user.id }).from(user);
    expect(lines).toEqual([
      "begin SELECT auth.user",
      "begin SELECT auth.user > wait for a connection",
      "end SELECT auth.user > wait for a connection",
      "end SELECT auth.user",
    ]);
    lines.length = 0;
    await accounts.transaction(async (transaction) => transaction.delete(user).where(sql`false`));
    expect(lines).toContain("end write transaction > DELETE auth.user");
  } finally {
    await accounts.close();
  }
});

test.each([
  ['insert into "app"."tasks" ("user_id", "title") values ($1, $2)', "INSERT app.tasks"],
  ['select "id" from "app"."tasks" where "app"."tasks"."id" = $1', "SELECT app.tasks"],
  [
    'with "hits" as (select id from app.search_tasks($1)) select * from "app"."tasks"',
    "SELECT app.search_tasks app.tasks",
  ],
  ['with "old" as (select 1) delete from "auth"."session" where "token" = $1', "DELETE auth.session"],
  [
    "select pg_try_advisory_xact_lock(hashtextextended($1, 0)) from (values (1)) as one",
    "SELECT pg_try_advisory_xact_lock",
  ],
  ["rollback", "ROLLBACK"],
])("%s is told as %s", (statement, summary) => {
  expect(statementPart(statement)).toMatchObject({ name: summary, attributes: { "db.query.summary": summary } });
  // As it was told the first time.
  expect(statementPart(statement)).toBe(statementPart(statement));
});
