import { ownerClient } from "@typedo/db/testing";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { AuthenticationError } from "../authentication-error.js";
import { createAuth } from "../create-auth.js";
import type { Auth } from "../options.js";
import { addUser } from "../testing/add-user.js";
import { stopClockAt } from "../testing/clock.js";
import { makeKey } from "../testing/make-key.js";
import { absentDatabase, Browser, openTestAuth, testOptions } from "../testing/test-auth.js";

const it = openTestAuth();
/** Another process. */
let elsewhere: Auth;

beforeAll(async () => {
  elsewhere = createAuth(testOptions(it.authDatabase));
});

const refusal = (auth: Auth, bearer: string) =>
  expect(auth.authenticate(bearer)).rejects.toThrow(expect.objectContaining({ reason: "invalid" }));

describe("a key", () => {
  test("stands for its maker, with the scopes it was given", async () => {
    const { userId } = await addUser(it);
    const { key, bearer, secret } = await makeKey(it.auth, userId, { scopes: ["account", "tasks:read"] });
    expect(secret).toMatch(/^typedo_[A-Za-z]{64}$/);
    const principal = await it.auth.authenticate(bearer);
    expect(principal).toEqual({ userId, scopes: ["tasks:read", "account"], keyId: key.id });
    expect(Object.isFrozen(principal) && Object.isFrozen(principal.scopes)).toBe(true);
    expect(key).toMatchObject({ scopes: ["tasks:read", "account"], expiresAt: null, lastUsedAt: null });
    expect(secret.startsWith(key.start)).toBe(true);
    expect(key.start).toHaveLength(12);
  });

  test("is good for as many requests as one likes, in each process", async () => {
    const { userId } = await addUser(it);
    const { bearer } = await makeKey(it.auth, userId);
    stopClockAt(Date.now());
    for (let call = 0; call < 30; call += 1) {
      vi.setSystemTime(Date.now() + 4000);
      expect(await it.auth.authenticate(bearer)).toMatchObject({ userId });
      expect(await elsewhere.authenticate(bearer)).toMatchObject({ userId });
    }
  });

  test("is in no table and in no list", async () => {
    const { userId } = await addUser(it);
    const { secret } = await makeKey(it.auth, userId);
    const stored = JSON.stringify(await ownerClient(it.database)`select * from auth.apikey`);
    const listed = JSON.stringify(await it.auth.accounts.listKeys(userId));
    const random = secret.slice("typedo_".length);
    for (const text of [stored, listed]) {
      expect(text).toContain(random.slice(0, 5));
      expect(text).not.toContain(random.slice(5));
    }
  });

  test("with no known scope may nothing", async () => {
    const { userId } = await addUser(it);
    for (const permissions of [null, "{}", "7", '{"scope":"account"}', '{"scope":["admin"]}']) {
      const { key, bearer } = await makeKey(it.auth, userId);
      await ownerClient(it.database)`update auth.apikey set permissions = ${permissions} where id = ${key.id}`;
      expect((await it.auth.authenticate(bearer)).scopes).toEqual([]);
    }
  });

  test("expires at the moment asked for", async () => {
    const { userId } = await addUser(it);
    const expiresAt = new Date(Date.now() + 60_000);
    const { key, bearer } = await makeKey(it.auth, userId, { expiresAt });
    expect(key.expiresAt).toEqual(expiresAt);
    expect((await it.auth.accounts.listKeys(userId))[0]?.expiresAt).toEqual(expiresAt);
    stopClockAt(expiresAt.getTime() - 1);
    await it.auth.authenticate(bearer);
    vi.setSystemTime(expiresAt);
    await refusal(it.auth, bearer);

    const gone = await makeKey(it.auth, userId, { expiresAt: new Date(Date.now() - 1) });
    await refusal(it.auth, gone.bearer);
    const lasting = await makeKey(it.auth, userId, { expiresAt: new Date("2100-01-01T00:00:00.001Z") });
    expect(lasting.key.expiresAt).toEqual(new Date("2100-01-01T00:00:00.001Z"));
    expect(await it.auth.authenticate(lasting.bearer)).toMatchObject({ userId });
  });

  test("is no session", async () => {
    const { userId } = await addUser(it);
    const { bearer, secret } = await makeKey(it.auth, userId);
    const headers = { Authorization: bearer, "x-api-key": secret };
    expect((await new Browser(it.auth).get("/get-session", headers)).text).toBe("null");
    expect((await new Browser(it.auth).get("/access-token", headers)).status).toBe(401);
  });
});

describe("a key that is not good any more", () => {
  test.each<readonly [string, (key: { id: string; userId: string }) => Promise<unknown>]>([
    ["revoked", async ({ id, userId }) => it.auth.accounts.revokeKey(userId, id)],
    ["disabled", async ({ id }) => ownerClient(it.database)`update auth.apikey set enabled = false where id = ${id}`],
    ["expired", async ({ id }) => ownerClient(it.database)`update auth.apikey set expires_at = now() where id = ${id}`],
    ["its user's, who is gone", async ({ userId }) => it.auth.accounts.remove(userId, "correct horse")],
  ])("is refused by every process within 5 s: %s", async (_, end) => {
    const { userId } = await addUser(it);
    const { key, bearer } = await makeKey(it.auth, userId);
    stopClockAt(Date.now());
    for (const auth of [it.auth, elsewhere]) expect(await auth.authenticate(bearer)).toMatchObject({ userId });
    await end({ id: key.id, userId });
    vi.setSystemTime(Date.now() + 5000);
    for (const auth of [it.auth, elsewhere]) await refusal(auth, bearer);
  });

  test("is refused at once by the process that revoked it", async () => {
    const { userId } = await addUser(it);
    const [kept, revoked] = [await makeKey(it.auth, userId), await makeKey(it.auth, userId)];
    stopClockAt(Date.now());
    await it.auth.authenticate(revoked.bearer);
    expect(await it.auth.accounts.revokeKey(userId, revoked.key.id)).toBe(true);
    await refusal(it.auth, revoked.bearer);
    expect(await it.auth.authenticate(kept.bearer)).toMatchObject({ keyId: kept.key.id });
    expect(await it.auth.accounts.revokeKey(userId, revoked.key.id)).toBe(false);
  });
});

describe("what can't be a key", () => {
  test("is refused, with the database away or not", async () => {
    const away = createAuth(testOptions(absentDatabase()));
    for (const key of ["", "x".repeat(63), "x".repeat(65), `${"x".repeat(63)}1`, `${"x".repeat(63)}-`]) {
      await expect(away.authenticate(`Bearer typedo_${key}`)).rejects.toThrow(AuthenticationError);
    }
    await expect(away.authenticate(`Bearer TYPEDO_${"x".repeat(64)}`)).rejects.toThrow(AuthenticationError);
  });
});

describe("a key that is not known", () => {
  test("is looked up only once what has to happen before has happened", async () => {
    const { userId } = await addUser(it);
    const { bearer } = await makeKey(it.auth, userId);
    const refuse = vi.fn(async () => Promise.reject(new RangeError("Too many")));
    await expect(it.auth.authenticate(bearer, refuse)).rejects.toThrow(RangeError);
    expect(await it.auth.authenticate(bearer, async () => {})).toMatchObject({ userId });
    // Now it is known.
    expect(await it.auth.authenticate(bearer, refuse)).toMatchObject({ userId });
    expect(refuse).toHaveBeenCalledOnce();
  });
});
