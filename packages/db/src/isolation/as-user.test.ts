import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asUser, asWritingUser } from "../as-user.js";
import { type Database, openDatabase } from "../database.js";
import type { Principal } from "../principal.js";
import { tasks } from "../schema/tasks.js";
import { tombstones } from "../schema/tombstones.js";
import { userState } from "../schema/user-state.js";
import { openTwoUsers, type TwoUsers } from "../testing/two-users.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;
let bob: Principal;
const hidden = randomUUID();

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 2 });
  ({ database, ada, bob } = users);
  await addTask(bob, hidden, "Bob's own");
});

afterAll(async () => {
  await users.close();
});

async function addTask(principal: Principal, id: string, title: string) {
  const rows = await asWritingUser(database, principal, (transaction) =>
    transaction.insert(tasks).values({ userId: principal.userId, id, title }).returning(),
  );
  return rows[0];
}

/** The control: as the owner, past all policies. */
async function bobsTask() {
  const [row] = await users.owner`select title, version from app.tasks where id = ${hidden}`;
  return row;
}

const refusedWrite = { status: "rejected", reason: { name: "DatabaseError", sqlState: "42501" } };

const refusedAs = (sqlState: string) => expect.objectContaining({ name: "DatabaseError", sqlState });

describe("a user can", () => {
  test("write and read rows of their own", async () => {
    const id = randomUUID();
    await addTask(ada, id, "Ada's own");
    const rows = await asUser(database, ada, (transaction) => transaction.select().from(tasks).where(eq(tasks.id, id)));
    expect(rows).toMatchObject([{ userId: "ada", title: "Ada's own", version: 1 }]);
  });

  test("have the same id for a task as somebody else", async () => {
    await addTask(ada, hidden, "Ada's, of the same id");
    expect(await bobsTask()).toMatchObject({ title: "Bob's own" });
  });
});

test("what is left of a task that was deleted for good is seen by its user, and by no one else", async () => {
  for (const person of [ada, bob]) {
    const id = randomUUID();
    await addTask(person, id, "Gone");
    await asWritingUser(database, person, (transaction) => transaction.delete(tasks).where(eq(tasks.id, id)));
  }
  for (const person of [ada, bob]) {
    const seen = await asUser(database, person, (transaction) =>
      transaction.select({ of: tombstones.userId }).from(tombstones),
    );
    expect(seen).toEqual([{ of: person.userId }]);
  }
});

describe("a user cannot", () => {
  test("see another's rows, even without a word about whose", async () => {
    const seen = await asUser(database, ada, (transaction) => transaction.select({ of: tasks.userId }).from(tasks));
    expect(new Set(seen.map((row) => row.of))).toEqual(new Set(["ada"]));
    expect(await bobsTask()).toBeDefined();
  });

  test("change or delete another's rows", async () => {
    const ofBob = and(eq(tasks.userId, "bob"), eq(tasks.id, hidden));
    const touched = await asWritingUser(database, ada, async (transaction) => [
      ...(await transaction.update(tasks).set({ title: "Taken" }).where(ofBob).returning()),
      ...(await transaction.delete(tasks).where(ofBob).returning()),
    ]);
    expect(touched).toEqual([]);
    expect(await bobsTask()).toMatchObject({ title: "Bob's own", version: 1 });
  });

  test("add a row to another's", async () => {
    const attempt = asWritingUser(database, ada, (transaction) =>
      transaction.insert(tasks).values({ userId: "bob", id: randomUUID(), title: "Planted" }),
    );
    await expect(attempt).rejects.toEqual(refusedAs("42501"));
  });

  test("give a row of their own to another", async () => {
    const attempt = asWritingUser(database, ada, (transaction) => transaction.update(tasks).set({ userId: "bob" }));
    await expect(attempt).rejects.toEqual(refusedAs("42501"));
  });

  test("make a task a part of another's", async () => {
    const parentId = randomUUID();
    await addTask(bob, parentId, "A parent of Bob's");
    const attempt = asWritingUser(database, ada, (transaction) =>
      transaction.insert(tasks).values({ userId: "ada", id: randomUUID(), title: "A part", parentId }),
    );
    await expect(attempt).rejects.toMatchObject({ constraint: "tasks_parent_fkey" });
  });

  test("set what the server alone sets", async () => {
    for (const change of [
      { id: randomUUID() },
      // Even to what it is: the grant is what refuses, and not the policy alone.
      { userId: "ada" },
      { version: 9 },
      { seq: "9" },
      { createdAt: new Date(0) },
      { updatedAt: new Date(0) },
      { dueAt: new Date(0) },
    ]) {
      const attempt = asWritingUser(database, ada, (transaction) => transaction.update(tasks).set(change));
      await expect(attempt).rejects.toEqual(refusedAs("42501"));
    }
  });

  test("move the change counter, or write a tombstone", async () => {
    const moves = [
      asWritingUser(database, ada, (transaction) => transaction.update(userState).set({ seq: "99" })),
      asWritingUser(database, ada, (transaction) => transaction.delete(tombstones)),
      // Nor look at one where it changes something: nothing of ours does.
      asWritingUser(database, ada, (transaction) => transaction.select({ id: tombstones.id }).from(tombstones)),
    ];
    for (const attempt of await Promise.allSettled(moves)) expect(attempt).toMatchObject(refusedWrite);
  });

  test("write with a token that only reads, whatever our code asks for", async () => {
    const reader: Principal = { userId: "ada", scopes: ["tasks:read"] };
    const attempts = [
      asWritingUser(database, reader, (transaction) =>
        transaction.insert(tasks).values({ userId: "ada", id: randomUUID(), title: "x" }),
      ),
      asWritingUser(database, reader, (transaction) => transaction.update(tasks).set({ title: "x" })),
      asWritingUser(database, reader, (transaction) => transaction.delete(tasks)),
    ];
    for (const attempt of await Promise.allSettled(attempts)) expect(attempt).toMatchObject(refusedWrite);
  });
});

describe("the pool's own login cannot", () => {
  const run = async (statement: string) =>
    database.lend(async (connection) => {
      try {
        return await connection.run(statement);
      } catch (error) {
        await connection.run("rollback");
        throw error;
      }
    });

  test("read a row outside of a transaction of some user", async () => {
    for (const table of ["app.tasks", "app.user_state", 'auth."user"', "auth.session"]) {
      await expect(run(`select * from ${table}`)).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("become the owner, the search or the counter role", async () => {
    for (const role of ["typedo_search", "typedo_seq", "typedo_auth", "postgres"]) {
      await expect(run(`set role ${role}`)).rejects.toMatchObject({ code: expect.stringMatching(/42501|22023/) });
    }
  });

  test("see anything as a reader without a user", async () => {
    const rows = await database.lend(async (connection) => {
      await connection.run("begin");
      await connection.run("set local role typedo_reader");
      const answer = await connection.run("select * from app.tasks");
      await connection.run("rollback");
      return answer.rows;
    });
    expect(rows).toEqual([]);
    expect(await bobsTask()).toBeDefined();
  });
});

test("nothing of a user is left on the connection that the next one gets", async () => {
  const single = openDatabase(users.testDatabase.app, { poolSize: 1 });
  await asUser(single, bob, (transaction) => transaction.select().from(tasks));
  const left = await single.lend(async (connection) => {
    const { rows } = await connection.run("select current_user::text, current_setting('app.user_id', true)");
    return rows[0];
  });
  expect(left).toEqual(["typedo_app", ""]);
  await single.close();
});

test("PostgreSQL tells whose request a transaction is for, and after it no longer", async () => {
  const name = async (requestId?: string) =>
    asUser(
      database,
      ada,
      async (transaction) => {
        const [row] = await transaction
          .select({ name: sql<string>`current_setting('application_name')` })
          .from(userState);
        return row?.name;
      },
      { requestId },
    );
  expect(await name("8f0c1d9e-2b3a-4c5d-8e6f-7a8b9c0d1e2f")).toBe("typedo 8f0c1d9e-2b3a-4c5d-8e6f-7a8b9c0d1e2f");
  expect(await name("x".repeat(100))).toHaveLength(63);
  expect(await name()).toBe("typedo");
  const [row] = await database.lend(
    async (connection) => (await connection.run("select current_setting('application_name')")).rows,
  );
  expect(row).toEqual(["typedo"]);
});
