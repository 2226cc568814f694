import type { AuthDatabase } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { beforeEach, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import type { Mail } from "./mail/mail.js";
import { Browser, openTestAuth, testOptions } from "./testing/test-auth.js";

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

const it = openTestAuth();

beforeEach(() => {
  Object.assign(seen, { transactions: 0, atHashing: [] });
});

/** Somebody at a server whose transactions are watched. */
function watched(mails: Mail[] = []): Browser {
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
  return new Browser(createAuth(testOptions(database, [], mails)));
}

async function storedHash(email: string): Promise<unknown> {
  const [row] = await ownerClient(it.database)`
    select a.password from auth.account a join auth."user" u on u.id = a.user_id where u.email = ${email}`;
  return row?.["password"];
}

test("a password is hashed once at sign-up, while no transaction holds a connection", async () => {
  const answer = await watched().signUp("up@example.com");
  expect(answer.status).toBe(200);
  expect(seen).toMatchObject({ transactions: 1, atHashing: [0], hash: await storedHash("up@example.com") });
});

test("a password is hashed once when it is set anew, while no transaction holds a connection", async () => {
  const [email, mails] = ["anew@example.com", new Array<Mail>()];
  const browser = watched(mails);
  await browser.signUp(email);
  await browser.post("/request-password-reset", { email });
  const mail = await vi.waitUntil(() => mails[0], 20_000);
  const token = /token=(\S+)/.exec(mail.text)?.[1];
  Object.assign(seen, { transactions: 0, atHashing: [] });
  const answer = await browser.post("/reset-password", { token, newPassword: "another horse" });
  expect(answer.status).toBe(200);
  expect(seen).toMatchObject({ atHashing: [0], hash: await storedHash(email) });
});

test("a password is hashed once when it is changed, while no transaction holds a connection", async () => {
  const email = "change@example.com";
  const browser = watched();
  await browser.signUp(email);
  Object.assign(seen, { transactions: 0, atHashing: [] });
  const passwords = { currentPassword: "correct horse", newPassword: "another horse" };
  const answer = await browser.post("/change-password", { ...passwords, revokeOtherSessions: true });
  expect(answer.status).toBe(200);
  expect(seen).toMatchObject({ atHashing: [0], hash: await storedHash(email) });
});
