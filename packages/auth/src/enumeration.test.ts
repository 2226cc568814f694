import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { expect, test, vi } from "vitest";
import { ownerClient } from "@typedo/db/testing";
import { addUser } from "./testing/add-user.js";
import { OLD_HASH } from "./testing/old-hash.js";
import { Browser, openTestAuth, someEmail } from "./testing/test-auth.js";

/** Ours and Better Auth's. A third of a second goes into it; all else that is done for an answer takes a few ms. */
const scrypt = vi.spyOn(crypto, "scrypt");
syncBuiltinESMExports();

/** RFC 7914: N × r × p, in that of Better Auth's own hash. One of ours takes three. */
const workDone = () => scrypt.mock.calls.reduce((sum, [, , , { N = 0, r = 0, p = 0 }]) => sum + N * r * p, 0) / 2 ** 18;

const it = openTestAuth();

/** What a stranger learns of an address: the answer, and how long it is worked at. */
async function ask(path: string, body: object) {
  scrypt.mockClear();
  const { headers, status, text } = await new Browser(it.auth).post(path, body);
  return { status, text, names: [...headers.keys()].toSorted(), work: workDone() };
}

test.each([
  ["a wrong password", "incorrect horse", 401, 3],
  ["one that is too short", "short", 401, 3],
  ["one that is longer than any", "x".repeat(10_000), 400, 0],
])(
  "sign-in with %s is answered alike, after the same work, for an address that is known, one of old and one that is not",
  async (_, password, status, work) => {
    const { email } = await addUser(it);
    const old = await addUser(it);
    await ownerClient(it.database)`update auth.account set password = ${OLD_HASH} where user_id = ${old.userId}`;
    const known = await ask("/sign-in/email", { email, password });
    const unknown = await ask("/sign-in/email", { email: someEmail(), password });
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ status, work });
    expect(await ask("/sign-in/email", { email: old.email, password })).toEqual(known);
  },
);

test("who asks for a new password is answered alike, and no password is hashed", async () => {
  const { email } = await addUser(it);
  const known = await ask("/request-password-reset", { email });
  expect(known).toEqual(await ask("/request-password-reset", { email: someEmail() }));
  expect(known).toMatchObject({ status: 200, work: 0 });
});

test("sign-up takes the same work whether an address is taken or not, though it has to say so", async () => {
  const { email } = await addUser(it);
  const taken = await ask("/sign-up/email", { email, name: "Ada", password: "correct horse" });
  const free = await ask("/sign-up/email", {
    email: someEmail(),
    name: "Ada",
    password: "correct horse",
  });
  expect([taken.status, free.status]).toEqual([422, 200]);
  expect([taken.work, free.work]).toEqual([3, 3]);
});

test("a change to an address that is taken is answered as any other", async () => {
  const { browser } = await addUser(it);
  const other = await addUser(it);
  const answers = [];
  for (const newEmail of [other.email, someEmail()]) {
    const { status, text } = await browser.post("/change-email", { newEmail });
    answers.push({ status, text });
  }
  expect(answers[0]).toEqual(answers[1]);
});
