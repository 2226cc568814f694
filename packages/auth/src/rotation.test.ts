import { randomUUID } from "node:crypto";
import { ownerClient } from "@typedo/db/testing";
import { jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mintAccessToken } from "./access-token.js";
import { createAuth } from "./create-auth.js";
import { secretBytes } from "./options.js";
import { BASE_URL, Browser, createTestAuth, SECRET, testOptions, type TestAuth } from "./testing/test-auth.js";

const NEW = "the secret after the rotation, long enough";
const THIRD = "a secret that nobody ever had, long enough";

let it: TestAuth;

beforeAll(async () => {
  it = await createTestAuth();
});

afterAll(async () => {
  await it.close();
});

const rotated = (previousSecrets: readonly string[]) =>
  createAuth({ ...testOptions(it.authDatabase), secret: NEW, previousSecrets });

function cookiesOf({ cookies }: Browser): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

test("whoever was signed in still is, and gets tokens of the new secret", async () => {
  const before = new Browser(it.auth);
  await before.signUp(`${randomUUID()}@example.com`);
  const after = before.at(rotated([SECRET]));
  expect((await after.get("/get-session")).json).toMatchObject({ user: { name: "Ada Lovelace" } });
  const { json } = await after.get("/access-token");
  const { payload } = await jwtVerify(String(json["token"]), secretBytes(NEW));
  expect(payload.iss).toBe(BASE_URL);
  // The private keys were encrypted with the old one.
  expect((await after.get("/token")).status).toBe(200);
  // The look before a call is limited sees the same user.
  expect(await rotated([SECRET]).userOfSession(new Headers({ cookie: cookiesOf(after) }))).toBe(payload.sub);
});

test("tokens of the old secret are good for as long as it is given, and no longer", async () => {
  const { token } = await mintAccessToken({ secret: SECRET, baseUrl: BASE_URL, userId: "ada" });
  await expect(rotated([SECRET]).authenticate(`Bearer ${token}`)).resolves.toMatchObject({ userId: "ada" });
  await expect(rotated([THIRD]).authenticate(`Bearer ${token}`)).rejects.toThrow("not valid");
  await expect(rotated([]).authenticate(`Bearer ${token}`)).rejects.toThrow("not valid");
});

test("without the old secret the old cookie is worth nothing, nor is one that another secret signed", async () => {
  const before = new Browser(it.auth);
  await before.signUp(`${randomUUID()}@example.com`);
  for (const previous of [[], [THIRD]] as const) {
    expect((await before.at(rotated(previous)).get("/get-session")).text).toBe("null");
  }
});

test("a session that is renewed has a cookie of the new secret from then on", async () => {
  const before = new Browser(it.auth);
  const email = `${randomUUID()}@example.com`;
  await before.signUp(email);
  const during = before.at(rotated([SECRET]));
  // Better Auth renews a session once a day.
  await ownerClient(it.database)`
    update auth.session set expires_at = expires_at - interval '2 days'
    where user_id = (select id from auth."user" where email = ${email})`;
  await during.get("/get-session");
  expect((await during.at(rotated([])).get("/get-session")).json).toMatchObject({ user: { email } });
});

test("a previous secret is as long as the current one has to be", () => {
  expect(() => rotated(["short"])).toThrow(/5 bytes and needs at least 32/);
});
