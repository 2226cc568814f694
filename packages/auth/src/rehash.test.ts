import { ownerClient } from "@typedo/db/testing";
import { beforeEach, expect, test, vi } from "vitest";
import { addUser } from "./testing/add-user.js";
import { OLD_HASH, PASSWORD } from "./testing/old-hash.js";
import { Browser, openTestAuth } from "./testing/test-auth.js";

/** What happens while a password is hashed, which takes long. */
const meanwhile = vi.hoisted(() => ({ run: async () => {} }));

vi.mock(import("./password.js"), async (original) => {
  const real = await original();
  return {
    ...real,
    hashPassword: async (password) => {
      await meanwhile.run();
      return real.hashPassword(password);
    },
  };
});

const it = openTestAuth();

beforeEach(() => {
  meanwhile.run = async () => {};
});

/** Somebody who signed up with a version before this. */
async function addOldUser() {
  const user = await addUser(it);
  await store(user.userId, OLD_HASH);
  return user;
}

async function store(userId: string, hash: string): Promise<void> {
  await ownerClient(it.database)`update auth.account set password = ${hash} where user_id = ${userId}`;
}

async function stored(userId: string) {
  const [row] = await ownerClient(it.database)`
    select password, updated_at from auth.account where user_id = ${userId}`;
  return { hash: String(row?.["password"]), setAt: Number(row?.["updated_at"]) };
}

async function signInStatus(email: string, password = PASSWORD): Promise<number> {
  return (await new Browser(it.auth).post("/sign-in/email", { email, password })).status;
}

test("who signs in with a password that was stored in the old form has it in the new one from then on", async () => {
  const { email, userId } = await addOldUser();
  const other = await addOldUser();
  const before = await stored(userId);
  expect(await signInStatus(email)).toBe(200);
  const after = await stored(userId);
  expect(after.hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  // Links that were mailed before are measured by it.
  expect(after.setAt).toBe(before.setAt);
  expect((await stored(other.userId)).hash).toBe(OLD_HASH);
  expect(await signInStatus(email)).toBe(200);
  expect(await stored(userId)).toEqual(after);
  expect(await signInStatus(email, "incorrect horse")).toBe(401);
});

test("a password that is not theirs leaves the stored one as it is", async () => {
  const { email, userId } = await addOldUser();
  expect(await signInStatus(email, "incorrect horse")).toBe(401);
  expect((await stored(userId)).hash).toBe(OLD_HASH);
});

test("a password that is changed while the old one is hashed anew stays changed", async () => {
  const { email, userId } = await addOldUser();
  const { hash: another } = await stored((await addUser(it)).userId);
  meanwhile.run = async () => store(userId, another);
  expect(await signInStatus(email)).toBe(200);
  expect((await stored(userId)).hash).toBe(another);
});

test("a password in the old form is changed, and ends an account, as any other", async () => {
  const changing = await addOldUser();
  const passwords = { currentPassword: PASSWORD, newPassword: "another horse" };
  expect((await changing.browser.post("/change-password", passwords)).status).toBe(200);
  expect(await it.auth.accounts.remove(changing.userId, "another horse")).toBe("removed");
  expect(await it.auth.accounts.remove((await addOldUser()).userId, PASSWORD)).toBe("removed");
});

test("a password that can't be stored in its new form just now signs its user in all the same", async () => {
  const { email, userId } = await addOldUser();
  await ownerClient(it.database)`revoke update on auth.account from typedo_auth`;
  // It may be locked still.
  await ownerClient(it.database)`grant update (updated_at) on auth.account to typedo_auth`;
  expect(await signInStatus(email)).toBe(200);
  await ownerClient(it.database)`grant update on auth.account to typedo_auth`;
  expect((await stored(userId)).hash).toBe(OLD_HASH);
  const logged = it.logged.filter((line) => line.includes("could not be stored in its new form"));
  expect(logged).toEqual([expect.stringContaining("42501")]);
  expect(logged[0]).not.toMatch(/scrypt|params/);
  expect(logged[0]).not.toContain(OLD_HASH);
  expect(await signInStatus(email)).toBe(200);
  expect((await stored(userId)).hash).not.toBe(OLD_HASH);
});
