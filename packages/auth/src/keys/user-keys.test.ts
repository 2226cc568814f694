import { randomUUID } from "node:crypto";
import { DatabaseUnavailableError, SCOPES } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuth } from "../create-auth.js";
import { eventually } from "../testing/eventually.js";
import { makeKey, WANTED } from "../testing/make-key.js";
import { absentDatabase, createTestAuth, signUp, testOptions, type TestAuth } from "../testing/test-auth.js";

let it: TestAuth;

beforeAll(async () => {
  it = await createTestAuth();
});

afterAll(async () => {
  await it.close();
});

describe("a user", () => {
  test("sees their own keys, the newest first, and when each was used", async () => {
    const { userId } = await signUp(it.auth);
    const other = await signUp(it.auth);
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
    const { userId } = await signUp(it.auth);
    expect((await makeKey(it.auth, userId, { name: "🧰".repeat(100) })).key.name).toBe("🧰".repeat(100));
    for (const name of ["", "x".repeat(101), "🧰".repeat(101), "a\0b", "\ud800"]) {
      await expect(it.auth.accounts.createKey(userId, { ...WANTED, name })).rejects.toThrow(TypeError);
    }
  });

  test("can't revoke another user's key", async () => {
    const [owner, other] = [await signUp(it.auth), await signUp(it.auth)];
    const { key, bearer } = await makeKey(it.auth, owner.userId);
    for (const id of [key.id, randomUUID(), "none"]) {
      expect(await it.auth.accounts.revokeKey(other.userId, id)).toBe(false);
    }
    expect(await it.auth.authenticate(bearer)).toMatchObject({ keyId: key.id });
  });

  test("has 50 keys at most, however many are asked for at a time", async () => {
    const { userId } = await signUp(it.auth);
    await ownerClient(it.database)`
      insert into auth.apikey (id, reference_id, key) select 'k' || n, ${userId}, 'hash' || n from generate_series(1, 48) n`;
    const asked = Array.from({ length: 6 }, async () => it.auth.accounts.createKey(userId, WANTED));
    const refused = (await Promise.all(asked)).filter((made) => made === "too-many");
    expect(refused.length).toBeGreaterThanOrEqual(4);
    const left = 48 + asked.length - refused.length;
    expect(await it.auth.accounts.listKeys(userId)).toHaveLength(left);
    for (let keys = left; keys < 50; keys += 1) await makeKey(it.auth, userId);
    expect(await it.auth.accounts.createKey(userId, WANTED)).toBe("too-many");
    expect(await it.auth.accounts.listKeys(userId)).toHaveLength(50);
  });

  test("who is not there has none", async () => {
    expect(await it.auth.accounts.createKey("nobody", WANTED)).toBe("no-such-user");
    expect(await it.auth.accounts.listKeys("nobody")).toEqual([]);
  });
});

describe("Better Auth's own paths for keys", () => {
  test.each(["create", "verify", "get", "update", "delete", "list", "delete-all-expired-api-keys"])(
    "are not served: %s",
    async (path) => {
      const { browser } = await signUp(it.auth);
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
    for (const attempt of [
      away.authenticate(bearer),
      accounts.listKeys("somebody"),
      accounts.createKey("somebody", WANTED),
      accounts.revokeKey("somebody", "some"),
    ]) {
      await expect(attempt).rejects.toThrow(DatabaseUnavailableError);
    }
  });
});
