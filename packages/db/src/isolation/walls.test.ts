import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUser } from "../as-user.js";
import type { Database } from "../database.js";
import type { Principal } from "../principal.js";
import { tasks } from "../schema/tasks.js";
import { openTwoUsers, type TwoUsers } from "../testing/two-users.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;
const hidden = randomUUID();

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 1 });
  ({ database, ada } = users);
  await users.owner.begin(async (transaction) => {
    await transaction`select set_config('app.user_id', 'bob', true)`;
    await transaction`insert into app.tasks (user_id, id, title) values ('bob', ${hidden}, 'Bob''s own')`;
  });
});

afterAll(async () => {
  await users.close();
});

const withPredicate = () =>
  asUser(database, ada, (transaction) => transaction.select().from(tasks).where(eq(tasks.userId, ada.userId)));
const withoutPredicate = () => asUser(database, ada, (transaction) => transaction.select().from(tasks));

/** The other wall, taken down for as long as `work` takes. */
async function withoutPolicy<T>(work: () => Promise<T>): Promise<T> {
  const { owner } = users;
  await owner.unsafe("alter table app.tasks disable row level security");
  try {
    return await work();
  } finally {
    await owner.unsafe("alter table app.tasks enable row level security");
  }
}

test("without the predicate, the policy holds", async () => {
  expect(await withoutPredicate()).toEqual([]);
});

test("without the policy, the predicate holds", async () => {
  expect(await withoutPolicy(withPredicate)).toEqual([]);
});

test("without both, the hidden row is seen: each of the two was what kept it", async () => {
  expect(await withoutPolicy(withoutPredicate)).toMatchObject([{ id: hidden, userId: "bob" }]);
});
