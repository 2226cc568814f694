import { ownerClient } from "@typedo/db/testing";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { mintAccessToken } from "./access-token.js";
import { createAuth } from "./create-auth.js";
import { type Auth, secretBytes } from "./options.js";
import { addUser } from "./testing/add-user.js";
import { stopClockAt } from "./testing/clock.js";
import { emailLink, resetToken } from "./testing/mailed.js";
import { BASE_URL, Browser, openTestAuth, SECRET, someEmail, testOptions, tokenOf } from "./testing/test-auth.js";

const NEW = "the secret after the rotation, long enough";
const THIRD = "a secret that nobody ever had, long enough";

const it = openTestAuth();

const rotated = (previousSecrets: readonly string[]) =>
  createAuth({ ...testOptions(it.authDatabase), secret: NEW, previousSecrets });

function cookiesOf({ cookies }: Browser): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

test("whoever was signed in still is, and gets tokens of the new secret", async () => {
  const before = new Browser(it.auth);
  await before.signUp();
  const after = before.at(rotated([SECRET]));
  expect((await after.get("/get-session")).json).toMatchObject({ user: { name: "Ada Lovelace" } });
  const { json } = await after.get("/access-token");
  const { payload } = await jwtVerify(String(json["token"]), secretBytes(NEW));
  expect(payload.iss).toBe(BASE_URL);
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
  await before.signUp();
  for (const previous of [[], [THIRD]] as const) {
    expect((await before.at(rotated(previous)).get("/get-session")).text).toBe("null");
  }
});

test("a session that is renewed has a cookie of the new secret from then on", async () => {
  const before = new Browser(it.auth);
  const email = someEmail();
  await before.signUp(email);
  const during = before.at(rotated([SECRET]));
  // Better Auth renews a session once a day.
  await ownerClient(it.database)`
    update auth.session set expires_at = expires_at - interval '2 days'
    where user_id = (select id from auth."user" where email = ${email})`;
  await during.get("/get-session");
  expect((await during.at(rotated([])).get("/get-session")).json).toMatchObject({ user: { email } });
});

describe("tokens that others verify by public keys", () => {
  const kidOf = (token: string) => decodeProtectedHeader(token).kid;
  const publishedAt = async (browser: Browser) => JSON.stringify((await browser.get("/jwks")).json);

  test("are given on, by a key of the new secret, and those from before are good, whatever becomes of the old one", async () => {
    const before = new Browser(it.auth);
    await before.signUp();
    const token = await tokenOf(before, "/token");
    for (const previous of [[SECRET], []] as const) {
      const after = new Browser(rotated(previous));
      await after.signUp();
      const anew = await tokenOf(after, "/token");
      expect(kidOf(anew)).not.toBe(kidOf(token));
      expect(await publishedAt(after)).toContain(kidOf(token));
      for (const one of [token, anew]) await rotated(previous).authenticate(`Bearer ${one}`);
    }
  });

  test("are given by a server that does not have the new secret yet, beside one that has", async () => {
    const [one, other] = [new Browser(it.auth), new Browser(rotated([SECRET]))];
    for (const browser of [one, other]) await browser.signUp();
    const tokens = [await tokenOf(one, "/token"), await tokenOf(other, "/token"), await tokenOf(one, "/token")];
    const [first, second, third] = tokens.map(kidOf);
    expect([first === second, first === third]).toEqual([false, true]);
    for (const token of tokens) await it.auth.authenticate(`Bearer ${token}`);
  });
});

describe("a link that was mailed before", () => {
  const changeBy = async (auth: Auth) => {
    const { browser, userId } = await addUser(it);
    const newEmail = someEmail();
    const link = await emailLink(it, browser, newEmail);
    const answer = await new Browser(auth).get(link);
    const { email } = (await it.auth.accounts.find(userId)) ?? {};
    return { to: answer.headers.get("Location"), changed: email === newEmail };
  };

  test("changes the address while the old secret is given, and no longer", async () => {
    expect(await changeBy(rotated([SECRET]))).toEqual({ to: "/account", changed: true });
    for (const previous of [[], [THIRD]] as const) {
      expect(await changeBy(rotated(previous))).toEqual({ to: "/account?error=INVALID_TOKEN", changed: false });
    }
  });

  test("lasts no longer for being signed anew", async () => {
    const { browser } = await addUser(it);
    const link = await emailLink(it, browser, someEmail());
    stopClockAt(Date.now() + 61 * 60 * 1000);
    const answer = await new Browser(rotated([SECRET])).get(link);
    expect(answer.headers.get("Location")).toBe("/account?error=TOKEN_EXPIRED");
  });

  test("sets a new password whichever secret there is: it needs none", async () => {
    const { email } = await addUser(it);
    const token = await resetToken(it, email);
    const answer = await new Browser(rotated([])).post("/reset-password", { token, newPassword: "another horse" });
    expect(answer.status).toBe(200);
  });
});

test("a previous secret is as long as the current one has to be", () => {
  expect(() => rotated(["short"])).toThrow(/5 bytes and needs at least 32/);
});
