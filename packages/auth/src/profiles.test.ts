import { type AuthDatabase, DatabaseError, DatabaseUnavailableError } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test } from "vitest";
import { createAuth } from "./create-auth.js";
import { hashPassword } from "./password.js";
import { profiles } from "./profiles.js";
import { RemovedUsers } from "./removed-users.js";
import { addUser } from "./testing/add-user.js";
import { eventually } from "./testing/eventually.js";
import { absentDatabase, Browser, openTestAuth, testOptions, tokenOf } from "./testing/test-auth.js";

const it = openTestAuth();

function owner() {
  return ownerClient(it.database);
}

const rowsOf = async (userId: string) => {
  const [rows] = await owner()`
    select (select count(*) from auth."user" where id = ${userId})::int as users,
           (select count(*) from auth.session where user_id = ${userId})::int as sessions,
           (select count(*) from auth.account where user_id = ${userId})::int as accounts,
           (select count(*) from auth.apikey where reference_id = ${userId})::int as keys`;
  return rows;
};

/** Deletes the account in the midst of a change of its tasks, which goes on by `more` when the deletion waits for it. */
async function removeWhileChanging(userId: string, more: (count: () => Promise<void>) => Promise<unknown>) {
  await owner()`insert into app.user_state (user_id) values (${userId})`;
  return owner().begin(async (sql) => {
    // As each change begins.
    const count = async () => {
      await sql`update app.user_state set seq = seq + 1 where user_id = ${userId}`;
    };
    await count();
    const removal = Promise.allSettled([it.auth.accounts.remove(userId, "correct horse")]);
    await eventually(async () => {
      const [waiting] = await owner()`
        select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      expect(waiting).toEqual({ count: 1 });
    });
    await more(count);
    return { removal: async () => removal };
  });
}

describe("a user", () => {
  test("has a profile, and can be renamed", async () => {
    const { email, userId } = await addUser(it);
    const other = await addUser(it);
    const profile = { id: userId, name: "Ada Lovelace", email, emailVerified: false, createdAt: expect.any(Date) };
    expect(await it.auth.accounts.find(userId)).toEqual(profile);
    expect(await it.auth.accounts.rename(userId, "Ada King")).toEqual({ ...profile, name: "Ada King" });
    expect(await it.auth.accounts.find(userId)).toEqual({ ...profile, name: "Ada King" });
    expect(await it.auth.accounts.find(other.userId)).toMatchObject({ name: "Ada Lovelace" });
  });

  test("who is not there has none", async () => {
    expect(await it.auth.accounts.find("nobody")).toBeUndefined();
    expect(await it.auth.accounts.rename("nobody", "Somebody")).toBeUndefined();
    expect(await it.auth.accounts.remove("nobody", "correct horse")).toBe("no-such-user");
  });

  test("can't have a name that PostgreSQL can't hold", async () => {
    const { userId } = await addUser(it);
    for (const name of ["a\0b", "\ud800"]) {
      await expect(it.auth.accounts.rename(userId, name)).rejects.toThrow(TypeError);
    }
  });
});

describe("an account", () => {
  test("is deleted with all that belongs to it, and no other is", async () => {
    const { browser, email, userId } = await addUser(it);
    const other = await addUser(it);
    const wanted = { name: "Key", scopes: [], expiresAt: null };
    for (const each of [userId, other.userId]) await it.auth.accounts.createKey(each, wanted);
    expect(await it.auth.accounts.remove(userId, "correct horse")).toBe("removed");
    expect(await rowsOf(userId)).toEqual({ users: 0, sessions: 0, accounts: 0, keys: 0 });
    expect(await rowsOf(other.userId)).toEqual({ users: 1, sessions: 1, accounts: 1, keys: 1 });
    expect((await browser.get("/get-session")).text).toBe("null");
    expect((await browser.post("/sign-in/email", { email, password: "correct horse" })).status).toBe(401);
    expect(await it.auth.accounts.remove(userId, "correct horse")).toBe("no-such-user");
  });

  test("is deleted with all that belongs to it, though there is so much that it takes longer than anything else may", async () => {
    const { userId } = await addUser(it);
    await owner().unsafe(`
      create function auth.be_slow() returns trigger language plpgsql as $$ begin perform pg_sleep(5.5); return old; end $$;
      create trigger be_slow before delete on auth."user" for each row execute function auth.be_slow()`);
    const [removal] = await Promise.allSettled([it.auth.accounts.remove(userId, "correct horse")]);
    await owner()`drop trigger be_slow on auth."user"`;
    expect(removal).toMatchObject({ value: "removed" });
    expect(await rowsOf(userId)).toEqual({ users: 0, sessions: 0, accounts: 0, keys: 0 });
  });

  test("is deleted though a change of its tasks that it waits for waits for it", async () => {
    const { userId } = await addUser(it);
    // Whoever changes a row again looks again whether its user is there.
    const { removal } = await removeWhileChanging(userId, (count) => count());
    expect(await removal()).toMatchObject([{ value: "removed" }]);
    expect(await rowsOf(userId)).toEqual({ users: 0, sessions: 0, accounts: 0, keys: 0 });
  });

  test("is deleted though a change that it waits for waits for a new name, and that waits for it", async () => {
    const { userId } = await addUser(it);
    const rename = async () => it.auth.accounts.rename(userId, "Ada King");
    const { removal } = await removeWhileChanging(userId, async () => {
      expect(await rename()).toMatchObject({ name: "Ada King" });
    });
    expect(await removal()).toMatchObject([{ value: "removed" }]);
    expect(await rowsOf(userId)).toEqual({ users: 0, sessions: 0, accounts: 0, keys: 0 });
  });

  test("is not deleted with another password", async () => {
    const { userId } = await addUser(it);
    const before = await rowsOf(userId);
    for (const password of ["incorrect horse", ""]) {
      expect(await it.auth.accounts.remove(userId, password)).toBe("wrong-password");
    }
    const tooLong = "x".repeat(129);
    await owner()`update auth.account set password = ${await hashPassword(tooLong)} where user_id = ${userId}`;
    expect(await it.auth.accounts.remove(userId, tooLong)).toBe("wrong-password");
    expect(await rowsOf(userId)).toEqual(before);
  });

  test("is deleted once, however many ask for it at a time: for the others there is no such user", async () => {
    const { userId } = await addUser(it);
    const removals = Array.from({ length: 4 }, async () => it.auth.accounts.remove(userId, "correct horse"));
    const outcomes = (await Promise.all(removals)).toSorted();
    expect(outcomes).toEqual(["no-such-user", "no-such-user", "no-such-user", "removed"]);
  });

  test("is not deleted with a password that is changed while it is compared", async () => {
    const { userId } = await addUser(it);
    const meanwhile: AuthDatabase = Object.assign(Object.create(it.authDatabase), {
      async transaction<T>(work: Parameters<typeof it.authDatabase.transaction<T>>[0]) {
        await owner()`update auth.account set password = 'another' where user_id = ${userId}`;
        return it.authDatabase.transaction(work);
      },
    });
    const { remove } = profiles(meanwhile, new RemovedUsers());
    expect(await remove(userId, "correct horse")).toBe("wrong-password");
    expect(await it.auth.accounts.find(userId)).toBeDefined();
  });

  test("without a password is not deleted by any", async () => {
    const { userId } = await addUser(it);
    await owner()`update auth.account set password = null where user_id = ${userId}`;
    expect(await it.auth.accounts.remove(userId, "correct horse")).toBe("wrong-password");
    await owner()`delete from auth.account where user_id = ${userId}`;
    expect(await it.auth.accounts.remove(userId, "correct horse")).toBe("wrong-password");
    expect(await it.auth.accounts.find(userId)).toBeDefined();
  });

  test("that is gone takes each token and key with it at once, those that were sent before and those that were not", async () => {
    const { browser, userId } = await addUser(it);
    const key = await it.auth.accounts.createKey(userId, { name: "Key", scopes: [], expiresAt: null });
    const secret = typeof key === "string" ? key : key.secret;
    const sent = [secret, await tokenOf(browser, "/access-token"), await tokenOf(browser, "/token")];
    for (const each of sent) expect(await it.auth.authenticate(`Bearer ${each}`)).toMatchObject({ userId });
    const unsent = await tokenOf(browser, "/access-token");
    await it.auth.accounts.remove(userId, "correct horse");
    for (const each of [...sent, unsent]) {
      await expect(it.auth.authenticate(`Bearer ${each}`)).rejects.toMatchObject({ reason: "invalid" });
    }
  });

  test("can't be deleted through Better Auth, with the password or without", async () => {
    const { browser, userId } = await addUser(it);
    for (const body of [{}, { password: "correct horse" }]) {
      expect((await browser.post("/delete-user", body)).status).toBe(404);
    }
    expect((await browser.get("/delete-user/callback?token=x")).status).toBe(404);
    expect(await it.auth.accounts.find(userId)).toBeDefined();
  });
});

describe("the database", () => {
  test("is said to be away where it is", async () => {
    const { accounts } = createAuth(testOptions(absentDatabase()));
    const attempts = await Promise.allSettled([
      accounts.find("a"),
      accounts.rename("a", "b"),
      accounts.remove("a", "correct horse"),
    ]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ reason: expect.any(DatabaseUnavailableError) });
    }
  });

  test("is said to refuse what it refuses, and the account stays good", async () => {
    const { browser, userId } = await addUser(it);
    const token = await tokenOf(browser, "/access-token");
    await owner()`revoke delete on auth."user" from typedo_auth`;
    await expect(it.auth.accounts.remove(userId, "correct horse")).rejects.toThrow(DatabaseError);
    await owner()`grant delete on auth."user" to typedo_auth`;
    expect(await it.auth.authenticate(`Bearer ${token}`)).toMatchObject({ userId });
    expect((await new Browser(it.auth).signUp()).status).toBe(200);
  });
});
