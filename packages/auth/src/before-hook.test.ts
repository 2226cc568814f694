import type { AuthDatabase } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import { Browser, createTestAuth, testOptions } from "./testing/test-auth.js";

const seen = vi.hoisted(() => ({ openTransactions: 0, transactions: 0, atHashing: new Array<number>(), hash: "" }));

vi.mock(import("./password.js"), async (original) => {
  const real = await original();
  return {
    ...real,
    hashPassword: async (password) => {
      seen.atHashing.push(seen.openTransactions);
      seen.hash = await real.hashPassword(password);
      return seen.hash;
    },
  };
});

test("a password is hashed once, while no transaction holds a connection", async () => {
  const it = await createTestAuth();
  const database: AuthDatabase = Object.assign(Object.create(it.authDatabase), {
    async transaction<T>(work: Parameters<typeof it.authDatabase.transaction<T>>[0]) {
      seen.transactions += 1;
      seen.openTransactions += 1;
      try {
        return await it.authDatabase.transaction(work);
      } finally {
        seen.openTransactions -= 1;
      }
    },
  });
  const answer = await new Browser(createAuth(testOptions(database))).signUp();
  const [stored] = await ownerClient(it.database)`select password from auth.account`;
  await it.close();
  expect(answer.status).toBe(200);
  expect(seen).toMatchObject({ transactions: 1, atHashing: [0], hash: stored?.["password"] });
});
