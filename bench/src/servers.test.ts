import { mintAccessToken } from "@typedo/auth";
import { titleWords, notesWords, bulkLoad } from "@typedo/db";
import { createTestDatabase, type TestDatabase } from "@typedo/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBare } from "./bare/server.js";
import { startNaive } from "./naive/server.js";
import { freePort } from "./machine/free-port.js";
import { newId } from "./new-id.js";
import { probeReads, probeWrites, type TaskAnswer } from "./probe.js";
import { probeTrpc } from "./probe-trpc.js";
import { mintToken, type Target } from "./targets.js";

const minting = { secret: "a secret of more than thirty-two bytes", baseUrl: "http://localhost:1" };
const starters = { bare: startBare, naive: startNaive };

let database: TestDatabase;
let ada: Target;
let bob: Target;
const urls: Record<string, string> = {};
const running: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const users = ["ada", "bob"].map(makeUser);
  await bulkLoad(database.owner, users, () => {});
  const targets = await Promise.all(
    users.map(async ({ user, tasks }) => ({
      userId: user.id,
      token: await mintToken(minting, user.id),
      taskIds: tasks.map(({ id }) => id),
    })),
  );
  const [first, second] = targets;
  if (!first || !second) throw new Error("No users");
  [ada, bob] = [first, second];
  for (const [name, start] of Object.entries(starters)) {
    const port = await freePort();
    urls[name] = `http://localhost:${port}`;
    const { url: databaseUrl, socketDirectory } = database.app;
    running.push(await start({ ...minting, port, databaseUrl, socketDirectory, poolSize: 2 }));
  }
});

afterAll(async () => {
  for (const server of running) await server.close();
  await database.close();
});

const lists: Record<string, readonly TaskAnswer[]> = {};

describe.each(Object.keys(starters))("the %s server", (name) => {
  test("answers a user with their own tasks, and nobody else's", async () => {
    lists[name] = await probeReads(urls[name] ?? "", ada, bob);
  });

  test("answers as the others do", () => {
    expect(lists[name]).toHaveLength(20);
    expect(lists[name]).toEqual(lists["bare"]);
  });

  test("keeps its answers apart when many ask at once", async () => {
    const pages = await Promise.all(
      [ada, bob, ada, bob, ada, bob, ada, bob].map(async (user) =>
        probeReads(urls[name] ?? "", user, user === ada ? bob : ada),
      ),
    );
    expect(new Set(pages.map((page) => page[0]?.userId))).toEqual(new Set(["ada", "bob"]));
  });

  test("refuses a token that has expired, and one for another audience", async () => {
    const other = await mintToken({ ...minting, baseUrl: "http://localhost:2" }, "ada");
    for (const token of [other, await expiredToken()]) {
      const answer = await fetch(`${urls[name]}/api/tasks`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(401);
    }
  });
});

test("the naive server answers by tRPC too", async () => {
  await probeTrpc(urls["naive"] ?? "", ada, lists["naive"] ?? []);
});

test.each(Object.keys(starters))("the %s server stores what it was asked to, for its user alone", async (name) => {
  await probeWrites(urls[name] ?? "", ada, bob);
});

async function expiredToken(): Promise<string> {
  const now = new Date(Date.now() - 3600 * 1000);
  return (await mintAccessToken({ ...minting, userId: "ada", now, lifetimeSeconds: 60 })).token;
}

function makeUser(id: string) {
  const since = new Date("2026-01-01T00:00:00Z");
  return {
    user: { id, name: id, email: `${id}@example.com`, emailVerified: true, createdAt: since, updatedAt: since },
    account: {
      id: `account-${id}`,
      accountId: id,
      providerId: "credential",
      userId: id,
      password: "none",
      createdAt: since,
      updatedAt: since,
    },
    state: { userId: id, seq: "30" },
    tasks: Array.from({ length: 30 }, (_, index) => {
      const title = `Task ${index} of "${id}"\n`;
      const notes = index % 3 === 0 ? null : String.raw`Notes \ ${index}`;
      const dueDate = index % 2 === 0 ? "2026-06-01" : null;
      return {
        userId: id,
        id: newId(),
        title,
        titleWords: titleWords(id, title),
        notes,
        notesWords: notesWords(id, notes),
        completedAt: index % 4 === 0 ? new Date("2026-05-01T10:11:12.340Z") : null,
        priority: index % 5 === 0 ? ("urgent" as const) : ("none" as const),
        dueDate,
        dueTime: dueDate && "08:30",
        dueAt: dueDate === null ? null : new Date("2026-06-01T08:30:00Z"),
        labels: [[], ["home"], ["two words", 'a "quote"', "a,comma", String.raw`back\slash`]][index % 3] ?? [],
        createdAt: new Date(since.getTime() + index * 60_007),
        updatedAt: since,
        version: 1,
        seq: String(index + 1),
      };
    }),
  };
}
