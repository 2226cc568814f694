import { ownerClient } from "@typedo/db/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { createAuth } from "./create-auth.js";
import { addUser } from "./testing/add-user.js";
import { resetToken } from "./testing/mailed.js";
import { Browser, countingDatabase, openTestAuth, testOptions } from "./testing/test-auth.js";

const it = openTestAuth();

const visitor = () => new Browser(it.auth);

const change = async (browser: Browser, newPassword: string) =>
  browser.post("/change-password", { currentPassword: "correct horse", newPassword });

const refused = { status: 400, json: { code: "PASSWORD_TOO_COMMON" } };

const EMAIL = "countess@example.com";

/** What it is of Ada Lovelace, at the address above, and a password of that kind. */
const TRIED_FIRST = [
  ["is common", "password1"],
  ["is common, with other capitals", "QwertyUiop"],
  ["is of digits, as many have it", "1234567890"],
  ["is this product's name, with digits", "Typedo2026!"],
  ["is this product's name twice", "typedotypedo"],
  ["is a word of what this is for", "tasks-1234"],
  ["is the person's name", "ada lovelace"],
  ["is a part of the name, with digits", "Lovelace1815"],
  ["is the address", EMAIL],
  ["is the address's first part", "countess99"],
] as const;

describe("a password that is tried first", () => {
  test.each(TRIED_FIRST)("can't be chosen at sign-up: it %s", async (_, password) => {
    expect(await visitor().signUp(EMAIL, { password })).toMatchObject(refused);
  });

  describe("can't be chosen later either, and the password from before stays", () => {
    let browser: Browser;
    let token: string;

    beforeAll(async () => {
      browser = visitor();
      await browser.signUp(EMAIL);
      token = await resetToken(it, EMAIL);
    });

    test.each(TRIED_FIRST)("where it %s", async (_, newPassword) => {
      expect(await change(browser, newPassword)).toMatchObject(refused);
      expect(await visitor().post("/reset-password", { token, newPassword })).toMatchObject(refused);
      expect(await visitor().post(`/reset-password?token=${token}`, { newPassword })).toMatchObject(refused);
      const signIn = await visitor().post("/sign-in/email", { email: EMAIL, password: "correct horse" });
      expect(signIn.status).toBe(200);
    });

    test("and the link sets another, and who is signed in by that changes it", async () => {
      expect((await visitor().post("/reset-password", { token, newPassword: "lovelace at night" })).status).toBe(200);
      const signedIn = visitor();
      await signedIn.post("/sign-in/email", { email: EMAIL, password: "lovelace at night" });
      const passwords = { currentPassword: "lovelace at night", newPassword: "a countess by day" };
      expect((await signedIn.post("/change-password", passwords)).status).toBe(200);
    });
  });
});

describe("whose name a password is", () => {
  test.each(["Lovelace1815", "another horse"])("is told to nobody else: %s", async (newPassword) => {
    expect(await change(visitor(), newPassword)).toMatchObject({ status: 401, json: { code: "UNAUTHORIZED" } });
    const { browser, email } = await addUser(it);
    const late = await resetToken(it, email);
    const owner = ownerClient(it.database);
    await owner`update auth.verification set expires_at = now() - interval '1 second'`;
    for (const token of [late, "nobody's", ""]) {
      const answer = await visitor().post("/reset-password", { token, newPassword });
      expect(answer).toMatchObject({ status: 400, json: { code: "INVALID_TOKEN" } });
    }
    await owner`update auth.session set expires_at = now() - interval '1 second'`;
    expect(await change(browser, newPassword)).toMatchObject({ status: 401, json: { code: "UNAUTHORIZED" } });
  });

  test("is not asked for one that is too short or too long", async () => {
    const { browser, email } = await addUser(it);
    const token = await resetToken(it, email);
    for (const [newPassword, code] of [
      ["Ada1815", "PASSWORD_TOO_SHORT"],
      [`Lovelace${"1".repeat(121)}`, "PASSWORD_TOO_LONG"],
    ] as const) {
      const told = { status: 400, json: { code } };
      expect(await change(browser, newPassword)).toMatchObject(told);
      expect(await visitor().post("/reset-password", { token, newPassword })).toMatchObject(told);
    }
  });

  test("costs one look into the database where it is set anew, and none where it is changed", async () => {
    const { browser } = await addUser(it);
    const { database, selects } = countingDatabase(it.authDatabase);
    const auth = createAuth(testOptions(database));
    const cost = async (work: () => Promise<unknown>) => {
      const before = selects();
      await work();
      return selects() - before;
    };
    const reset = async (newPassword: string) =>
      cost(async () => new Browser(auth).post("/reset-password", { token: "nobody's", newPassword }));
    expect(await reset("baseball1")).toBe(0);
    expect(await reset("too few")).toBe(0);
    expect(await reset("x".repeat(129))).toBe(0);
    expect(await reset("another horse")).toBe(1);
    expect(await cost(async () => change(browser.at(auth), "another horse"))).toBe(0);
  });
});

test.each([
  "correct horse",
  "typedo at night",
  "12 apples on a hill",
  "日本語のパスワード",
  "        ",
  "x".repeat(128),
])("any other can be: %s", async (password) => {
  expect((await visitor().signUp(undefined, { password })).status).toBe(200);
});
