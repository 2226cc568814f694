import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser, asWritingUser, type WriteTransaction } from "../as-user.js";
import type { Database } from "../database.js";
import type { Principal } from "../principal.js";
import { openTwoUsers, type TwoUsers } from "../testing/two-users.js";
import { tasks } from "./tasks.js";
import { userState } from "./user-state.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;
let bob: Principal;

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 2 });
  ({ database, ada, bob } = users);
});

afterAll(async () => {
  await users.close();
});

async function addTask(user: Principal, fields: Partial<typeof tasks.$inferInsert>): Promise<string> {
  const id = randomUUID();
  await asWritingUser(database, user, (transaction) =>
    transaction.insert(tasks).values({ userId: user.userId, id, title: "A", ...fields }),
  );
  return id;
}

async function readTask(user: Principal, id: string) {
  const rows = await asUser(database, user, (transaction) =>
    transaction
      .select({ dueAt: tasks.dueAt, version: tasks.version, seq: tasks.seq })
      .from(tasks)
      .where(eq(tasks.id, id)),
  );
  return { ...rows[0], dueAt: rows[0]?.dueAt?.toISOString() };
}

const moveTo = (timeZone: string) => (transaction: WriteTransaction) =>
  transaction.update(userState).set({ timeZone }).where(eq(userState.userId, ada.userId));

test("a user's new time zone moves the due instants of their tasks without a zone, and of no others", async () => {
  const day = await addTask(ada, { dueDate: "2026-07-01" });
  const hour = await addTask(ada, { dueDate: "2026-07-01", dueTime: "09:30" });
  const zoned = await addTask(ada, { dueDate: "2026-07-01", timeZone: "Asia/Tokyo" });
  const undated = await addTask(ada, {});
  const bobs = await addTask(bob, { dueDate: "2026-07-01" });
  const [before, bobBefore] = [await readTask(ada, zoned), await readTask(bob, bobs)];

  await asWritingUser(database, ada, moveTo("Europe/Berlin"));
  expect(await readTask(ada, day)).toMatchObject({ dueAt: "2026-07-01T22:00:00.000Z", version: 2 });
  expect(await readTask(ada, hour)).toMatchObject({ dueAt: "2026-07-01T07:30:00.000Z", version: 2 });
  expect(await readTask(ada, zoned)).toEqual(before);
  expect(await readTask(ada, undated)).toMatchObject({ version: 1 });
  expect(await readTask(bob, bobs)).toEqual(bobBefore);
  expect((await readTask(ada, day)).seq).not.toBe((await readTask(ada, hour)).seq);
});

test("a zone that leaves an instant where it is leaves the task as it is", async () => {
  const day = await addTask(ada, { dueDate: "2026-08-01" });
  const before = await readTask(ada, day);
  await asWritingUser(database, ada, moveTo("Europe/Paris"));
  expect(await readTask(ada, day)).toEqual(before);
});

test("a user can't set another's, nor move their own change counter, nor become one without a row", async () => {
  const rows = await asWritingUser(database, bob, (transaction) =>
    transaction.update(userState).set({ weekStart: 7 }).where(eq(userState.userId, ada.userId)).returning(),
  );
  expect(rows).toEqual([]);
  const counter = asWritingUser(database, ada, (transaction) =>
    transaction.update(userState).set({ seq: "0" }).where(eq(userState.userId, ada.userId)),
  );
  await expect(counter).rejects.toMatchObject({ sqlState: "42501" });
  const inserted = asWritingUser(database, ada, (transaction) => transaction.insert(userState).values({ userId: "x" }));
  await expect(inserted).rejects.toMatchObject({ sqlState: "42501" });
});
