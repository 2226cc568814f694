import { randomUUID } from "node:crypto";
import { DatabaseError, DatabaseUnavailableError, SCOPES } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test } from "vitest";
import { createAuth } from "../create-auth.js";
import { addUser } from "../testing/add-user.js";
import { eventually } from "../testing/eventually.js";
import { makeKey, WANTED } from "../testing/make-key.js";
import { absentDatabase, openTestAuth, testOptions } from "../testing/test-auth.js";

const it = openTestAuth();

describe("a user", () => {
  test("sees their own keys, the newest first, and when each was used", async () => {
    const { userId } = await addUser(it);
    const other = await addUser(it);
    await makeKey(it.auth, other.userId);
    for (const name of ["first", "second", "third"]) await makeKey(it.auth, userId, { name });
    const { bearer } = await makeKey(it.auth, userId, { name: "fourth", scopes: ["tasks:read"] });
    const before = Date.now();
    await it.auth.authenticate(bearer);
    await eventually(async () => {
      const [newest] = await it.auth.accounts.listKeys(userId);
      expect(newest?.lastUsedAt?.getTime()).toBeGreaterThanOrEqual(before);
    });
    const keys = await it.auth.accounts.listKeys(userId);
    expect(keys.map(({ name, scopes }) => [name, scopes])).toEqual([
      ["fourth", ["tasks:read"]],
      ["third", [...SCOPES]],
      ["second", [...SCOPES]],
      ["first", [...SCOPES]],
    ]);
    expect(keys.slice(1).map((key) => key.lastUsedAt)).toEqual([null, null, null]);
  });

  test("can name a key as people write, and not otherwise", async () => {
    const { userId } = await addUser(it);
    expect((await makeKey(it.auth, userId, { name: "🧰".repeat(100) })).key.name).toBe("🧰".repeat(100));
    for (const name of ["", "x".repeat(101), "🧰".repeat(101), "a\0b", "\ud800"]) {
      await expect(it.auth.accounts.createKey(userId, { ...WANTED, name })).rejects.toThrow(TypeError);
    }
  });

  test("can't revoke another user's key", async () => {
    const [owner, other] = [await addUser(it), await addUser(it)];
    const { key, bearer } = await makeKey(it.auth, owner.userId);
    for (const id of [key.id, randomUUID(), "none"]) {
      expect(await it.auth.accounts.revokeKey(other.userId, id)).toBe(false);
    }
    expect(await it.auth.authenticate(bearer)).toMatchObject({ keyId: key.id });
  });

  test("who makes many at a time keeps nobody else waiting", async () => {
    const { userId } = await addUser(it);
    const other = await addUser(it);
    let made: Promise<unknown> = Promise.resolve();
    await ownerClient(it.database).begin(async (owner) => {
      // As the first of them does, while the others wait for it.
      await owner`select from auth.user where id = ${userId} for update`;
      made = Promise.allSettled(Array.from({ length: 8 }, async () => it.auth.accounts.createKey(userId, WANTED)));
      await new Promise(setImmediate);
      expect(await it.auth.accounts.find(other.userId)).toMatchObject({ id: other.userId });
    });
    await made;
  });

  test("has 50 keys at most, however many are asked for at a time", async () => {
    const { userId } = await addUser(it);
    await ownerClient(it.database)`
      insert into auth.apikey (id, reference_id, key) select 'k' || n, ${userId}, 'hash' || n from generate_series(1, 49) n`;
    const asked = Array.from({ length: 4 }, async () => it.auth.accounts.createKey(userId, WANTED));
    const refused = (await Promise.all(asked)).filter((made) => made === "too-many");
    expect(refused).toHaveLength(3);
    expect(await it.auth.accounts.createKey(userId, WANTED)).toBe("too-many");
    expect(await it.auth.accounts.listKeys(userId)).toHaveLength(50);
  });

  test("has no key of which nobody knows the secret, if it can't be stored whole", async () => {
    const { userId } = await addUser(it);
    const owner = ownerClient(it.database);
    await owner.unsafe(`
      create function auth.refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
      create trigger refuse before update on auth.apikey for each row execute function auth.refuse()`);
    await expect(it.auth.accounts.createKey(userId, WANTED)).rejects.toThrow(DatabaseError);
    await owner`drop trigger refuse on auth.apikey`;
    expect(await it.auth.accounts.listKeys(userId)).toEqual([]);
  });

  test("who is not there has none", async () => {
    expect(await it.auth.accounts.createKey("nobody", WANTED)).toBe("no-such-user");
    expect(await it.auth.accounts.listKeys("nobody")).toEqual([]);
  });
});

describe("a key that was made with another", () => {
  /** A chain of three, each made with the one before, and one that was made otherwise. */
  async function makeChain(userId: string) {
    const first = await makeKey(it.auth, userId);
    const second = await makeKey(it.auth, userId, { madeWith: first.key.id });
    const third = await makeKey(it.auth, userId, { madeWith: second.key.id });
    return { first, second, third, other: await makeKey(it.auth, userId) };
  }

  test("is gone when that one is revoked, at once in this process", async () => {
    const { userId } = await addUser(it);
    const { first, second, third, other } = await makeChain(userId);
    for (const { bearer } of [first, second, third, other]) await it.auth.authenticate(bearer);
    expect(await it.auth.accounts.revokeKey(userId, first.key.id)).toBe(true);
    for (const { bearer } of [first, second, third]) {
      await expect(it.auth.authenticate(bearer)).rejects.toMatchObject({ reason: "invalid" });
    }
    expect(await it.auth.authenticate(other.bearer)).toMatchObject({ keyId: other.key.id });
    expect(await it.auth.accounts.listKeys(userId)).toMatchObject([{ id: other.key.id }]);
  });

  test("takes along none of those that it was made with", async () => {
    const { userId } = await addUser(it);
    const { first, second, third, other } = await makeChain(userId);
    await it.auth.accounts.revokeKey(userId, second.key.id);
    const left = await it.auth.accounts.listKeys(userId);
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set([first.key.id, other.key.id]));
    await expect(it.auth.authenticate(third.bearer)).rejects.toMatchObject({ reason: "invalid" });
  });

  test("can't be made with one that is another user's, or gone, even if it goes at that moment", async () => {
    const [owner, other] = [await addUser(it), await addUser(it)];
    const { key } = await makeKey(it.auth, owner.userId);
    const ask = async (userId: string, madeWith: string) => it.auth.accounts.createKey(userId, { ...WANTED, madeWith });
    expect(await ask(other.userId, key.id)).toBe("no-such-user");
    await Promise.all([
      ask(owner.userId, key.id),
      ask(owner.userId, key.id),
      it.auth.accounts.revokeKey(owner.userId, key.id),
      ask(owner.userId, key.id),
    ]);
    expect(await ask(owner.userId, key.id)).toBe("no-such-user");
    for (const { userId } of [owner, other]) expect(await it.auth.accounts.listKeys(userId)).toEqual([]);
  });
});

describe("Better Auth's own paths for keys", () => {
  test.each(["create", "verify", "get", "update", "delete", "list", "delete-all-expired-api-keys"])(
    "are not served: %s",
    async (path) => {
      const { browser } = await addUser(it);
      for (const end of ["", "/", "?x=1"]) {
        expect(await browser.get(`/api-key/${path}${end}`)).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
        expect((await browser.post(`/api-key/${path}${end}`, { name: "mine" })).status).toBe(404);
      }
    },
  );
});

describe("while the database is away", () => {
  test("keys can be neither looked up nor managed, and that is said", async () => {
    const away = createAuth(testOptions(absentDatabase()));
    const bearer = `Bearer typedo_${"x".repeat(64)}`;
    const { accounts } = away;
    const attempts = await Promise.allSettled([
      away.authenticate(bearer),
      accounts.listKeys("somebody"),
      accounts.createKey("somebody", WANTED),
      accounts.revokeKey("somebody", "some"),
    ]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ reason: expect.any(DatabaseUnavailableError) });
    }
  });
});
