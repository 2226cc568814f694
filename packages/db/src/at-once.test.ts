import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { asUserAtOnce, asWritingUser, asWritingUserAtOnce, type WriteTransaction } from "./as-user.js";
import type { Database } from "./database.js";
import { type Prepared, shapeRow, statements, statementsByShape } from "./prepared.js";
import type { Principal } from "./principal.js";
import { tasks } from "./schema/tasks.js";
import { noteAnswers } from "./testing/note-answers.js";
import { openTwoUsers, type TwoUsers } from "./testing/two-users.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;
let bob: Principal;

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 1 });
  ({ database, ada, bob } = users);
});

afterAll(async () => {
  await users.close();
});

const titleOf = statements
  .select({ title: tasks.title })
  .from(tasks)
  .where(eq(tasks.id, sql.placeholder("id")))
  .prepare("title_of");

const insert = (transaction: WriteTransaction, { userId }: Principal, id: string, title = "A") =>
  transaction.insert(tasks).values({ userId, id, title }).returning({ id: tasks.id });

const stored = async (id: string) => (await users.owner`select 1 from app.tasks where id = ${id}`).length;

describe("a transaction at once", () => {
  test("sends all of itself, COMMIT too, before the first answer, and is stored", async () => {
    const id = randomUUID();
    const writing = noteAnswers(database);
    await asWritingUserAtOnce(writing.database, ada, (transaction) => insert(transaction, ada, id));
    expect(writing.answersBefore).toEqual([0, 0, 0, 0]);
    expect(await stored(id)).toBe(1);

    const reading = noteAnswers(database);
    const rows = await asUserAtOnce(reading.database, ada, (transaction) =>
      Promise.all([transaction.run(titleOf, { id }), transaction.select({ id: tasks.id }).from(tasks)]),
    );
    expect(reading.answersBefore).toEqual([0, 0, 0, 0, 0]);
    expect(rows).toEqual([[{ title: "A" }], expect.arrayContaining([{ id }])]);
  });

  test("stores nothing if one of its statements fails, and the next user gets a clean connection", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const failing = asWritingUserAtOnce(database, ada, (transaction) =>
      Promise.all([
        insert(transaction, ada, first),
        insert(transaction, ada, second, ""),
        insert(transaction, ada, first),
      ]),
    );
    await expect(failing).rejects.toMatchObject({ sqlState: "23514", constraint: "tasks_title_length" });
    expect([await stored(first), await stored(second)]).toEqual([0, 0]);
    expect(await asUserAtOnce(database, bob, (transaction) => transaction.run(titleOf, { id: first }))).toEqual([]);
  });

  test("refuses a statement that waited for another's answer: it would run in the next user's transaction", async () => {
    const [first, late] = [randomUUID(), randomUUID()];
    const waiting = asWritingUserAtOnce(database, ada, async (transaction) => {
      await insert(transaction, ada, first);
      await insert(transaction, ada, late);
    });
    await expect(waiting).rejects.toThrow("The transaction is over");
    expect(await stored(late)).toBe(0);
  });

  test("stores nothing if `work` fails before any answer could come", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const throwing = asWritingUserAtOnce(database, ada, async (transaction) => {
      insert(transaction, ada, first)
        .execute()
        .catch(() => {});
      throw new Error("changed my mind");
    });
    await expect(throwing).rejects.toThrow("changed my mind");
    const unsendable = asWritingUserAtOnce(database, ada, (transaction) =>
      Promise.all([insert(transaction, ada, second), transaction.run(titleOf, { id: { not: "a parameter" } })]),
    );
    await expect(unsendable).rejects.toThrow();
    expect([await stored(first), await stored(second)]).toEqual([0, 0]);
    expect(await asUserAtOnce(database, bob, (transaction) => transaction.run(titleOf, { id: first }))).toEqual([]);
  });

  test("does not say that nothing was stored, when what tells of a lost connection may stand for its COMMIT", async () => {
    const { owner } = users;
    await owner.unsafe(`create function app.lose() returns int language plpgsql as
      $$ begin raise exception 'server conn crashed?' using errcode = '08P01'; end $$`);
    const losing = (transaction: Pick<WriteTransaction, "select">) =>
      transaction.select({ lost: sql`app.lose()` }).from(sql`(values (1)) as one`);
    await expect(asWritingUserAtOnce(database, ada, losing)).rejects.toMatchObject({ reason: "outcome-unknown" });
    await expect(asWritingUser(database, ada, losing)).rejects.toMatchObject({ reason: "connection-lost" });
    await expect(asUserAtOnce(database, ada, losing)).rejects.toMatchObject({ reason: "connection-lost" });
  });

  test("of a reader writes nothing, and sees nobody else's rows", async () => {
    const id = randomUUID();
    await asWritingUser(database, bob, (transaction) => insert(transaction, bob, id));
    expect(await asUserAtOnce(database, ada, (transaction) => transaction.run(titleOf, { id }))).toEqual([]);
    const reader = { ...ada, scopes: ["tasks:read"] as const };
    const writing = asWritingUserAtOnce(database, reader, (transaction) => insert(transaction, ada, randomUUID()));
    await expect(writing).rejects.toMatchObject({ sqlState: "42501" });
  });

  test("keeps many users apart on one connection, with one prepared statement", async () => {
    const ids = { ada: randomUUID(), bob: randomUUID() };
    await asWritingUser(database, ada, (transaction) => insert(transaction, ada, ids.ada, "of ada"));
    await asWritingUser(database, bob, (transaction) => insert(transaction, bob, ids.bob, "of bob"));
    const seen = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const [user, id] = index % 2 === 0 ? [ada, ids.ada] : [bob, ids.bob];
        const others = user === ada ? ids.bob : ids.ada;
        return asUserAtOnce(database, user, (transaction) =>
          Promise.all([transaction.run(titleOf, { id }), transaction.run(titleOf, { id: others })]),
        );
      }),
    );
    expect(seen).toEqual(
      Array.from({ length: 50 }, (_, index) => [[{ title: index % 2 === 0 ? "of ada" : "of bob" }], []]),
    );
  });
});

test("what was to go with COMMIT and could not be sent stores nothing of the rest", async () => {
  const id = randomUUID();
  const attempt = asWritingUser(database, ada, async (transaction) => {
    await insert(transaction, ada, id);
    transaction.withCommit({ execute: () => transaction.run(titleOf, { id: { not: "a parameter" } }) });
  });
  await expect(attempt).rejects.toThrow();
  expect(await stored(id)).toBe(0);
});

describe("rows of one shape", () => {
  test("share a statement; SQL is a part of it, and is never taken for another's", () => {
    const build = vi.fn<() => Prepared<unknown>>(() => titleOf);
    const byShape = statementsByShape();
    const now = sql`now()`;
    for (const row of [
      { title: "A", completedAt: now },
      { title: "B", completedAt: now },
      { title: "B", completedAt: sql`now() + ${"1 day"}` },
      { title: "B", completedAt: sql`now() + ${"2 days"}` },
      { title: "B", completedAt: null },
    ]) {
      byShape(shapeRow(row).shape, build);
    }
    expect(build).toHaveBeenCalledTimes(4);
  });

  test("that nobody asked for longest are built again, and none else", () => {
    const build = vi.fn<() => Prepared<unknown>>(() => titleOf);
    const byShape = statementsByShape();
    for (let index = 0; index < 700; index += 1) {
      byShape(`rare ${index}`, build);
      byShape("common", build);
    }
    expect(build).toHaveBeenCalledTimes(701);
    byShape("rare 699", build);
    expect(build).toHaveBeenCalledTimes(701);
    byShape("rare 0", build);
    expect(build).toHaveBeenCalledTimes(702);
  });
});

test("a prepared statement goes nowhere without a transaction", async () => {
  await expect(titleOf.execute({ id: randomUUID() })).rejects.toMatchObject({
    cause: expect.objectContaining({ message: expect.stringContaining("by the `run` of a transaction") }),
  });
});
