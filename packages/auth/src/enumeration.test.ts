import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { addUser } from "./testing/add-user.js";
import { Browser, createTestAuth, type TestAuth } from "./testing/test-auth.js";

/** Each of them takes 100 ms; all else that is done for an answer takes a few. */
const hashes = vi.hoisted(() => ({ done: 0 }));

vi.mock(import("./password.js"), async (original) => {
  const real = await original();
  return {
    ...real,
    hashPassword: async (password) => {
      hashes.done += 1;
      return real.hashPassword(password);
    },
    verifyPassword: async (hash, password) => {
      hashes.done += 1;
      return real.verifyPassword(hash, password);
    },
  };
});

let it: TestAuth;

beforeAll(async () => {
  it = await createTestAuth();
});

beforeEach(() => {
  hashes.done = 0;
});

afterAll(async () => {
  await it.close();
});

/** What a stranger learns of an address: the answer, and how long it is worked at. */
async function ask(path: string, body: object) {
  hashes.done = 0;
  const { headers, status, text } = await new Browser(it.auth).post(path, body);
  return { status, text, names: [...headers.keys()].toSorted(), hashes: hashes.done };
}

test.each([
  ["a wrong password", "incorrect horse", 401, 1],
  ["one that is too short", "short", 401, 1],
  ["one that is longer than any", "x".repeat(10_000), 400, 0],
])(
  "sign-in with %s is answered alike, after the same work, for an address that is known and one that is not",
  async (_, password, status, work) => {
    const { email } = await addUser(it);
    const known = await ask("/sign-in/email", { email, password });
    const unknown = await ask("/sign-in/email", { email: `${randomUUID()}@example.com`, password });
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ status, hashes: work });
  },
);

test("who asks for a new password is answered alike, and no password is hashed", async () => {
  const { email } = await addUser(it);
  const known = await ask("/request-password-reset", { email });
  expect(known).toEqual(await ask("/request-password-reset", { email: `${randomUUID()}@example.com` }));
  expect(known).toMatchObject({ status: 200, hashes: 0 });
});

test("sign-up takes the same work whether an address is taken or not, though it has to say so", async () => {
  const { email } = await addUser(it);
  const taken = await ask("/sign-up/email", { email, name: "Ada", password: "correct horse" });
  const free = await ask("/sign-up/email", {
    email: `${randomUUID()}@example.com`,
    name: "Ada",
    password: "correct horse",
  });
  expect([taken.status, free.status]).toEqual([422, 200]);
  expect([taken.hashes, free.hashes]).toEqual([1, 1]);
});

test("a change to an address that is taken is answered as any other", async () => {
  const { browser } = await addUser(it);
  const other = await addUser(it);
  const answers = [];
  for (const newEmail of [other.email, `${randomUUID()}@example.com`]) {
    const { status, text } = await browser.post("/change-email", { newEmail });
    answers.push({ status, text });
  }
  expect(answers[0]).toEqual(answers[1]);
});
