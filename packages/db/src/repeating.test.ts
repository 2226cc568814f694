import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asWritingUser } from "./as-user.js";
import type { Database } from "./database.js";
import type { Principal } from "./principal.js";
import { tasks } from "./schema/tasks.js";
import { openTwoUsers, type TwoUsers } from "./testing/two-users.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 4 });
  ({ database, ada } = users);
});

afterAll(async () => {
  await users.close();
});

async function add(): Promise<string> {
  const id = randomUUID();
  await asWritingUser(database, ada, (transaction) =>
    transaction.insert(tasks).values({ userId: ada.userId, id, title: "A task" }),
  );
  return id;
}

test("two transactions that lock each other out both come about: the victim is run again", async () => {
  // Locks alone: a change would take the user's counter first, and never come to this.
  const ids = [await add(), await add()];
  let runs = 0;
  let arrived = 0;
  let meet: () => void = () => {};
  const met = new Promise<void>((resolve) => (meet = resolve));
  const lockBoth = async (order: readonly string[]) =>
    asWritingUser(database, ada, async (transaction) => {
      runs += 1;
      const locked: string[] = [];
      for (const id of order) {
        const rows = await transaction
          .select({ id: tasks.id })
          .from(tasks)
          .where(and(eq(tasks.userId, ada.userId), eq(tasks.id, id)))
          .for("update");
        locked.push(...rows.map((row) => row.id));
        arrived += 1;
        if (arrived === 2) meet();
        await met;
      }
      return locked;
    });
  const both = await Promise.all([lockBoth(ids), lockBoth(ids.toReversed())]);
  expect(both).toEqual([ids, ids.toReversed()]);
  expect(runs).toBe(3);
});

test("what can't be serialised is run four times, and then the caller may try again later", async () => {
  await users.owner.unsafe(`
    create sequence app.runs;
    grant usage on sequence app.runs to typedo_writer;
    create function app.fail() returns trigger language plpgsql as $$
      begin perform nextval('app.runs'); raise exception 'as asked' using errcode = '40001'; end $$;
    create trigger fail before insert on app.tasks for each row execute function app.fail()`);
  await expect(add()).rejects.toMatchObject({ name: "DatabaseUnavailableError", reason: "contended" });
  expect(await users.owner`select last_value::int as runs from app.runs`).toEqual([{ runs: 4 }]);
});
