import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addUser } from "./testing/add-user.js";
import { resetToken } from "./testing/mailed.js";
import { Browser, createTestAuth, type TestAuth } from "./testing/test-auth.js";

let it: TestAuth;

beforeAll(async () => {
  it = await createTestAuth();
});

afterAll(async () => {
  await it.close();
});

const refused = { status: 400, json: { code: "PASSWORD_TOO_COMMON" } };

describe("a password that is tried first", () => {
  test.each([
    ["is common", "password1"],
    ["is common, with other capitals", "QwertyUiop"],
    ["is of digits, as many have it", "1234567890"],
    ["is this product's name, with digits", "Typedo2026!"],
    ["is this product's name twice", "typedotypedo"],
    ["is a word of what this is for", "tasks-1234"],
    ["is the person's name", "ada lovelace"],
    ["is a part of the name, with digits", "Lovelace1815"],
    ["is the address", "countess@example.com"],
    ["is the address's first part", "countess99"],
  ])("can't be chosen at sign-up: it %s", async (_, password) => {
    const answer = await new Browser(it.auth).signUp("countess@example.com", { name: "Ada Lovelace", password });
    expect(answer).toMatchObject(refused);
  });

  test("can't be chosen later either, and the password from before stays", async () => {
    const { browser, email } = await addUser(it);
    const passwords = { currentPassword: "correct horse", newPassword: "baseball1" };
    expect(await browser.post("/change-password", passwords)).toMatchObject(refused);
    const token = await resetToken(it, email);
    expect(await new Browser(it.auth).post("/reset-password", { token, newPassword: "baseball1" })).toMatchObject(
      refused,
    );
    const signIn = await new Browser(it.auth).post("/sign-in/email", { email, password: "correct horse" });
    expect(signIn.status).toBe(200);
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
  expect((await new Browser(it.auth).signUp(undefined, { password })).status).toBe(200);
});
