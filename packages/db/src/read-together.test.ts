import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUserAtOnce, asWritingUser, type ReadTransaction } from "./as-user.js";
import type { Database } from "./database.js";
import { DatabaseUnavailableError } from "./errors.js";
import type { Principal } from "./principal.js";
import { sharedByCalls } from "./read-together.js";
import { tasks } from "./schema/tasks.js";
import { noteAnswers } from "./testing/note-answers.js";
import { openTwoUsers, type TwoUsers } from "./testing/two-users.js";

let users: TwoUsers;
let database: Database;
let ada: Principal;
let bob: Principal;
const ids = { ada: randomUUID(), bob: randomUUID() };

beforeAll(async () => {
  users = await openTwoUsers({ poolSize: 4 });
  ({ database, ada, bob } = users);
  for (const [principal, id] of [
    [ada, ids.ada],
    [bob, ids.bob],
  ] as const) {
    const { userId } = principal;
    await asWritingUser(database, principal, (transaction) =>
      transaction.insert(tasks).values({ userId, id, title: `of ${userId}` }),
    );
  }
});

afterAll(async () => {
  await users.close();
});

const titleOf = (id: string) => (transaction: ReadTransaction) =>
  transaction.select({ title: tasks.title }).from(tasks).where(eq(tasks.id, id));

const fail = (transaction: ReadTransaction) => transaction.select({ one: sql`1 / 0` }).from(sql`(values (1)) as one`);

const read = async <T>(
  of: Database,
  who: Principal,
  work: (transaction: ReadTransaction) => Promise<T>,
  brief = true,
) => asUserAtOnce(of, who, work, { brief });

test("what is read briefly at the same moment shares a transaction and a trip, and each gets its own", async () => {
  const noted = noteAnswers(database);
  const shared = sharedByCalls(noted.database);
  const rows = await Promise.all([
    read(shared, ada, titleOf(ids.ada)),
    // As after what others awaited before they read.
    Promise.resolve().then(async () => read(shared, ada, titleOf(ids.bob))),
    read(shared, ada, titleOf(ids.ada)),
  ]);
  expect(rows).toEqual([[{ title: "of ada" }], [], [{ title: "of ada" }]]);
  // begin, the user, three statements, commit.
  expect(noted.answersBefore).toEqual([0, 0, 0, 0, 0, 0]);
});

test("what is not brief, and what nobody shares, has a transaction of its own", async () => {
  for (const [isShared, brief] of [
    [true, false],
    [false, true],
  ]) {
    const noted = noteAnswers(database);
    const asked = isShared ? sharedByCalls(noted.database) : noted.database;
    await Promise.all([read(asked, ada, titleOf(ids.ada), brief), read(asked, ada, titleOf(ids.ada), brief)]);
    expect(noted.answersBefore).toHaveLength(8);
  }
});

test("another user's is never read together with one's own", async () => {
  const shared = sharedByCalls(database);
  const seen = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const [who, other] = index % 2 === 0 ? [ada, ids.bob] : [bob, ids.ada];
      return Promise.all([read(shared, who, titleOf(other)), read(shared, who, titleOf(ids.ada))]);
    }),
  );
  expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => [[], index % 2 === 0 ? [{ title: "of ada" }] : []]));
});

test("where one fails, that one alone fails", async () => {
  const shared = sharedByCalls(database);
  const results = await Promise.allSettled([
    read(shared, ada, titleOf(ids.ada)),
    read(shared, ada, fail),
    read(shared, ada, async () => {
      throw new Error("changed my mind");
    }),
    read(shared, ada, titleOf(ids.bob)),
  ]);
  expect(results).toEqual([
    { status: "fulfilled", value: [{ title: "of ada" }] },
    { status: "rejected", reason: expect.objectContaining({ sqlState: "22012" }) },
    { status: "rejected", reason: expect.objectContaining({ message: "changed my mind" }) },
    { status: "fulfilled", value: [] },
  ]);
});

test("where the database can't serve, all are told, and nobody asks it again", async () => {
  let asked = 0;
  const away: Database = {
    ...database,
    async lend() {
      asked += 1;
      throw new DatabaseUnavailableError("pool-exhausted");
    },
  };
  const shared = sharedByCalls(away);
  const results = await Promise.allSettled([read(shared, ada, titleOf(ids.ada)), read(shared, ada, titleOf(ids.bob))]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(asked).toBe(1);
});
