import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asWritingUser } from "../as-user.js";
import { type Database, openDatabase } from "../database.js";
import type { Principal } from "../principal.js";
import { createTestDatabase, ownerClient, type TestDatabase } from "../testing.js";
import { addUser } from "../testing/users.js";
import { tasks } from "./tasks.js";

let testDatabase: TestDatabase;
let database: Database;
let users = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.app, { poolSize: 4 });
});

afterAll(async () => {
  await database.close();
  await testDatabase.close();
});

async function newUser(): Promise<Principal> {
  users += 1;
  return addUser(ownerClient(testDatabase), `user-${users}`);
}

type Values = Partial<typeof tasks.$inferInsert>;

async function create(principal: Principal, values: Values = {}) {
  const [row] = await asWritingUser(database, principal, (transaction) =>
    transaction
      .insert(tasks)
      .values({ userId: principal.userId, id: randomUUID(), title: "A task", ...values })
      .returning(),
  );
  if (!row) throw new Error("not stored");
  return row;
}

async function change(principal: Principal, id: string, values: Values) {
  const [row] = await asWritingUser(database, principal, (transaction) =>
    transaction.update(tasks).set(values).where(eq(tasks.id, id)).returning(),
  );
  return row;
}

async function remove(principal: Principal, id: string) {
  await asWritingUser(database, principal, (transaction) => transaction.delete(tasks).where(eq(tasks.id, id)));
}

describe("change numbers", () => {
  test("count up by one with each change of the user's, whichever task it is", async () => {
    const user = await newUser();
    const first = await create(user);
    const second = await create(user);
    const changed = await change(user, first.id, { title: "Another title" });
    expect([first.seq, second.seq, changed?.seq]).toEqual(["1", "2", "3"]);
    expect(changed?.version).toBe(2);
  });

  test("are the user's own", async () => {
    const [one, other] = [await newUser(), await newUser()];
    await create(one);
    expect((await create(other)).seq).toBe("1");
  });

  test("stay, with version and time of change, when a write changes nothing", async () => {
    const user = await newUser();
    const row = await create(user, { labels: ["home"], notes: "n" });
    expect(await change(user, row.id, { title: row.title, labels: ["home"], notes: "n" })).toEqual(row);
  });

  test("have neither gaps nor doubles, however many create at once", async () => {
    const user = await newUser();
    await Promise.all(Array.from({ length: 40 }, () => create(user)));
    const rows = await ownerClient(
      testDatabase,
    )`select seq::int from app.tasks where user_id = ${user.userId} order by seq`;
    expect(rows.map((row) => row["seq"])).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  test("are not used up by a write that finds nothing, or changes nothing", async () => {
    const user = await newUser();
    const task = await create(user);
    await change(user, randomUUID(), { title: "B" });
    await remove(user, randomUUID());
    await change(user, task.id, { title: "A task" });
    const [row] = await ownerClient(testDatabase)`select seq from app.user_state where user_id = ${user.userId}`;
    expect(String(row?.["seq"])).toBe(task.seq);
    expect((await create(user)).seq).toBe(String(Number(task.seq) + 1));
  });

  test("are given to each row of a statement that changes many", async () => {
    const user = await newUser();
    for (let index = 0; index < 3; index += 1) await create(user);
    const rows = await asWritingUser(database, user, (transaction) =>
      transaction.update(tasks).set({ title: "All of them" }).returning(),
    );
    expect(rows.map((row) => row.seq).toSorted()).toEqual(["4", "5", "6"]);
    expect((await create(user)).seq).toBe("7");
  });

  test("can't be chosen by who inserts", async () => {
    const user = await newUser();
    const row = await create(user, {
      seq: "900",
      version: 70,
      createdAt: new Date(0),
      updatedAt: new Date(0),
      dueAt: new Date(0),
    });
    expect(row).toMatchObject({ seq: "1", version: 1, dueAt: null });
    expect(row.createdAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe("a task deleted for good", () => {
  test("leaves a tombstone, and its id goes on with its version", async () => {
    const user = await newUser();
    const row = await create(user);
    await remove(user, row.id);
    const [stone] = await ownerClient(
      testDatabase,
    )`select kind, seq::int, version from app.tombstones where id = ${row.id}`;
    expect(stone).toEqual({ kind: "tasks", seq: 2, version: 2 });
    const again = await create(user, { id: row.id });
    expect(again.version).toBe(3);
    expect(Number(again.seq)).toBeGreaterThan(2);
    expect(await ownerClient(testDatabase)`select from app.tombstones where id = ${row.id}`).toEqual([]);
  });

  test("lets its parts go, and each of them is a change", async () => {
    const user = await newUser();
    const parent = await create(user);
    const part = await create(user, { parentId: parent.id });
    await remove(user, parent.id);
    const [row] = await ownerClient(
      testDatabase,
    )`select parent_id, version, seq::int from app.tasks where id = ${part.id}`;
    expect(row).toMatchObject({ parent_id: null, version: 2 });
    expect(row?.["seq"]).toBeGreaterThan(2);
  });
});

describe("a task is due", () => {
  const cases: [string, Values, string | null][] = [
    ["at the end of its day, in UTC unless said otherwise", { dueDate: "2026-03-01" }, "2026-03-02T00:00:00.000Z"],
    ["at its time", { dueDate: "2026-03-01", dueTime: "09:30" }, "2026-03-01T09:30:00.000Z"],
    [
      "in its own time zone",
      { dueDate: "2026-07-01", dueTime: "09:30", timeZone: "Europe/Berlin" },
      "2026-07-01T07:30:00.000Z",
    ],
    [
      "at the end of a day of 23 hours",
      { dueDate: "2026-03-29", timeZone: "Europe/Berlin" },
      "2026-03-29T22:00:00.000Z",
    ],
    ["never, without a date", {}, null],
  ];
  for (const [when, values, expected] of cases) {
    test(when, async () => {
      const row = await create(await newUser(), values);
      expect(row.dueAt?.toISOString() ?? null).toBe(expected);
    });
  }

  test("anew when its date changes, and not at all when it is cleared", async () => {
    const user = await newUser();
    const row = await create(user, { dueDate: "2026-03-01", dueTime: "10:00" });
    expect((await change(user, row.id, { dueDate: "2026-03-05" }))?.dueAt?.toISOString()).toBe(
      "2026-03-05T10:00:00.000Z",
    );
    expect((await change(user, row.id, { dueDate: null, dueTime: null }))?.dueAt).toBeNull();
  });
});

describe("the table refuses", () => {
  const faults: [string, Values, string][] = [
    ["an empty title", { title: "" }, "tasks_title_length"],
    ["a title of 501 characters", { title: "x".repeat(501) }, "tasks_title_length"],
    ["notes of 16,385 characters", { notes: "x".repeat(16_385) }, "tasks_notes_length"],
    ["a time without a date", { dueTime: "10:00" }, "tasks_due_time_needs_date"],
    ["a date before the year 1", { dueDate: "0001-01-01" }, "tasks_due_date_range"],
    ["21 labels", { labels: Array.from({ length: 21 }, String) }, "tasks_labels_count"],
    ["a position that is no position", { position: "a-0" }, "tasks_position_form"],
    ["a parent that is not there", { parentId: randomUUID() }, "tasks_parent_fkey"],
  ];
  for (const [what, values, constraint] of faults) {
    test(what, async () => {
      await expect(create(await newUser(), values)).rejects.toMatchObject({ name: "DatabaseError", constraint });
    });
  }

  test("a task that is a part of itself, directly or in a circle", async () => {
    const user = await newUser();
    const a = await create(user);
    const b = await create(user, { parentId: a.id });
    const c = await create(user, { parentId: b.id });
    await expect(change(user, a.id, { parentId: a.id })).rejects.toMatchObject({ constraint: "tasks_parent_acyclic" });
    await expect(change(user, a.id, { parentId: c.id })).rejects.toMatchObject({ constraint: "tasks_parent_acyclic" });
  });

  test("a circle closed by two at the same moment", async () => {
    const user = await newUser();
    const [a, b] = [await create(user), await create(user)];
    const attempts = await Promise.allSettled([
      change(user, a.id, { parentId: b.id }),
      change(user, b.id, { parentId: a.id }),
    ]);
    expect(attempts.map((attempt) => attempt.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("a task of a user who is gone", async () => {
    const nobody: Principal = { userId: "gone", scopes: ["tasks:write"] };
    await expect(create(nobody)).rejects.toMatchObject({ constraint: "user_state_user_fkey" });
  });
});

test("with the user goes all that is theirs", async () => {
  const user = await newUser();
  const row = await create(user);
  await create(user);
  await remove(user, row.id);
  await ownerClient(testDatabase)`delete from auth."user" where id = ${user.userId}`;
  const [left] = await ownerClient(testDatabase)`
    select (select count(*) from app.tasks where user_id = ${user.userId})::int as tasks,
      (select count(*) from app.tombstones where user_id = ${user.userId})::int as tombstones,
      (select count(*) from app.user_state where user_id = ${user.userId})::int as state`;
  expect(left).toEqual({ tasks: 0, tombstones: 0, state: 0 });
});
