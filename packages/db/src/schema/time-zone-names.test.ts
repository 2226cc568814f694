import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asWritingUser } from "../as-user.js";
import { MIGRATIONS } from "../migrate.js";
import type { Principal } from "../principal.js";
import { openTwoUsers, type TwoUsers } from "../testing/two-users.js";
import { tasks } from "./tasks.js";

let users: TwoUsers;

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 2 });
});

afterAll(async () => {
  await users.close();
});

async function addTask(user: Principal, fields: Partial<typeof tasks.$inferInsert>): Promise<string> {
  const id = randomUUID();
  await asWritingUser(users.database, user, (transaction) =>
    transaction.insert(tasks).values({ userId: user.userId, id, title: "A", ...fields }),
  );
  return id;
}

const readTasks = async (ids: readonly string[]) =>
  users.owner<{ due_at: Date; version: number; seq: string }[]>`
    select due_at, version, seq::text from app.tasks where id = any(${ids}::uuid[])
    order by array_position(${ids}::uuid[], id)`;

test("tasks that were stored by an abbreviation's offset are due when they should be, and changed as by their users", async () => {
  const { owner, ada, bob } = users;
  const july = { dueDate: "2027-07-01", dueTime: "12:00" };
  await addTask(bob, {});
  await owner`update app.user_state set time_zone = 'eet' where user_id = ${bob.userId}`;
  const moved = [
    await addTask(ada, { ...july, timeZone: "CET" }),
    await addTask(ada, { ...july, timeZone: "wet" }),
    await addTask(bob, { dueDate: "2027-07-01" }),
  ];
  const left = [
    await addTask(ada, { dueDate: "2027-01-15", dueTime: "12:00", timeZone: "CET" }),
    await addTask(ada, { ...july, timeZone: "Europe/Berlin" }),
    await addTask(bob, { ...july, timeZone: "UTC" }),
  ];
  await owner.unsafe("alter table app.tasks disable trigger user");
  await owner`update app.tasks set due_at = due_at + interval '1 hour' where id = any(${moved}::uuid[])`;
  await owner.unsafe("alter table app.tasks enable trigger user");
  const before = await readTasks(left);

  const migration = await readFile(`${MIGRATIONS}/0019_time_zone_names.sql`, "utf8");
  await owner.begin((transaction) => transaction.unsafe(migration));
  const after = await readTasks(moved);
  expect(after.map(({ due_at }) => due_at.toISOString())).toEqual([
    "2027-07-01T10:00:00.000Z",
    "2027-07-01T11:00:00.000Z",
    "2027-07-01T21:00:00.000Z",
  ]);
  expect(after.map(({ version }) => version)).toEqual([2, 2, 2]);
  expect(await readTasks(left)).toEqual(before);
  const [state] = await owner`
    select (select bool_and(relforcerowsecurity) from pg_class
        where oid in ('app.tasks'::regclass, 'app.user_state'::regclass)) as forced,
      (select bool_and(s.seq >= t.seq) from app.tasks t join app.user_state s using (user_id)) as counted,
      (select count(distinct (user_id, seq)) = count(*) from app.tasks) as numbered`;
  expect(state).toEqual({ forced: true, counted: true, numbered: true });
});
