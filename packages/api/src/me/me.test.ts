import { asWritingUser } from "@typedo/db";
import { describe, expect, test } from "vitest";
import type { Accounts, Profile } from "../accounts.js";
import { faultOf, type TestApi } from "../testing/callers.js";
import { setUpApi } from "../testing/set-up-api.js";

const { testApi } = setUpApi();

const KEY_IDS = [
  "8f0c1d9e-2b3a-4c5d-8e6f-7a8b9c0d1e2f",
  "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d",
  "0b2c3d4e-5f6a-4b7c-8d8e-1f2a3b4c5d6e",
] as const;

/** Accounts in memory: the real ones are tested where they are made, and through the server. */
function makeAccounts(userId: string) {
  let profile: Profile = {
    id: userId,
    name: "Ada",
    email: "ada@example.com",
    emailVerified: true,
    createdAt: new Date(0),
  };
  const made: { readonly name: string; readonly scopes: readonly string[] }[] = [];
  const accounts: Accounts = {
    find: async () => profile,
    rename: async (_, name) => (profile = { ...profile, name }),
    remove: async (_, password) => (password === "right password" ? "removed" : "wrong-password"),
    listKeys: async () => [],
    async createKey(_, { name, scopes, expiresAt }) {
      if (made.length === 2) return "too-many";
      made.push({ name, scopes });
      const key = { id: KEY_IDS[made.length - 1] ?? "", name, start: "typedo_a", scopes: [...scopes], expiresAt };
      return { key: { ...key, createdAt: new Date(0), lastUsedAt: null }, secret: "typedo_abc" };
    },
    revokeKey: async (_, id) => id === KEY_IDS[0],
  };
  return { accounts, made };
}

async function newPerson(scopes?: Parameters<TestApi["newUser"]>[0]) {
  const { principal } = await testApi.newUser(scopes);
  const { accounts, made } = makeAccounts(principal.userId);
  return { principal, made, api: testApi.callAs({ principal, accounts }) };
}

describe("a user can", () => {
  test("see who they are, and change what is set for all tasks", async () => {
    const { api, principal } = await newPerson();
    expect(await api.me.get({})).toEqual({
      id: principal.userId,
      name: "Ada",
      email: "ada@example.com",
      emailVerified: true,
      createdAt: new Date(0),
      timeZone: "UTC",
      weekStart: 1,
    });
    expect(await api.me.update({ timeZone: "Europe/Berlin" })).toMatchObject({
      timeZone: "Europe/Berlin",
      name: "Ada",
    });
    expect(await api.me.update({ name: " Ada L. ", weekStart: 7 })).toMatchObject({ name: "Ada L.", weekStart: 7 });
    expect(await api.me.get({})).toMatchObject({ name: "Ada L.", timeZone: "Europe/Berlin", weekStart: 7 });
    expect(await api.me.update({})).toMatchObject({ name: "Ada L." });
  });

  test("say by their time zone what is due today", async () => {
    const { api } = await newPerson();
    // A day that is today in one of the two zones, which are 26 hours apart, and not in the other.
    const dayIn = (timeZone: string) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());
    const [east, west] = ["Pacific/Kiritimati", "Etc/GMT+12"] as const;
    for (const [timeZone, title] of [
      [east, "east"],
      [west, "west"],
    ] as const) {
      await api.tasks.create({ title, dueDate: dayIn(timeZone), timeZone });
    }
    const today = async () => (await api.tasks.list({ due: "today", sort: "title" })).items.map(({ title }) => title);
    await api.me.update({ timeZone: east });
    expect(await today()).toContain("east");
    await api.me.update({ timeZone: west });
    expect(await today()).toContain("west");
  });

  test("change what moves no task while others have all that is there for long changes", async () => {
    const { api } = await newPerson();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const moves = Array.from({ length: 2 }, async () => {
      const { principal } = await testApi.newUser();
      return asWritingUser(testApi.database, principal, () => finished, { seconds: 60 });
    });
    await expect.poll(() => testApi.database.pool().lent).toBe(2);
    expect(await api.me.update({ weekStart: 7 })).toMatchObject({ weekStart: 7 });
    expect(await faultOf(api.me.update({ timeZone: "Europe/Berlin" }))).toMatchObject({ code: "unavailable" });
    finish();
    await Promise.all(moves);
  });

  test("move due instants by their zone, once under one key", async () => {
    const { api } = await newPerson();
    const { id } = await api.tasks.create({ title: "A", dueDate: "2026-07-01" });
    const change = { timeZone: "America/New_York", idempotencyKey: "move" };
    const first = await api.me.update(change);
    expect(await api.tasks.get({ id })).toMatchObject({ dueAt: new Date("2026-07-02T04:00:00Z"), version: 2 });
    await api.me.update({ timeZone: "UTC" });
    expect(await api.me.update(change)).toEqual(first);
    expect(await api.me.get({})).toMatchObject({ timeZone: "UTC" });
  });

  test("make keys with scopes of their own, until there are too many, and revoke them", async () => {
    const { api, made } = await newPerson(["tasks:read", "account"]);
    const key = await api.me.keys.create({ name: "Script", scopes: ["tasks:read", "tasks:read"] });
    expect(key).toMatchObject({ name: "Script", key: "typedo_abc", scopes: ["tasks:read"], expiresAt: null });
    for (const scopes of [["tasks:write"], ["tasks:read", "tasks:write"], undefined] as const) {
      const call = api.me.keys.create({ name: "More", ...(scopes && { scopes: [...scopes] }) });
      expect(await faultOf(call)).toMatchObject({ code: "missing_scope" });
    }
    expect(made).toEqual([{ name: "Script", scopes: ["tasks:read"] }]);
    await api.me.keys.create({ name: "Second", scopes: ["account"] });
    const third = api.me.keys.create({ name: "Third", scopes: ["account"] });
    expect(await faultOf(third)).toMatchObject({ code: "too_many_keys" });
    await api.me.keys.revoke({ id: KEY_IDS[0], idempotencyKey: "gone" });
    await api.me.keys.revoke({ id: KEY_IDS[0], idempotencyKey: "gone" });
    expect(await faultOf(api.me.keys.revoke({ id: KEY_IDS[2] }))).toMatchObject({ code: "not_found" });
  });

  test("make with a key that ends no key that lasts longer", async () => {
    const { principal } = await testApi.newUser();
    const keyExpiresAt = new Date(Date.now() + 60_000);
    const { accounts } = makeAccounts(principal.userId);
    const api = testApi.callAs({ principal: { ...principal, keyId: KEY_IDS[2], keyExpiresAt }, accounts });
    expect(await api.me.keys.create({ name: "For ever" })).toMatchObject({ expiresAt: keyExpiresAt });
    const sooner = new Date(Date.now() + 30_000);
    expect(await api.me.keys.create({ name: "Sooner", expiresAt: sooner })).toMatchObject({ expiresAt: sooner });
  });

  test("delete the account by its password, and by no other", async () => {
    const { principal } = await newPerson();
    let guesses = 0;
    const api = testApi.callAs({
      principal,
      accounts: makeAccounts(principal.userId).accounts,
      chargeGuess: async () => void (guesses += 1),
    });
    expect(await faultOf(api.me.delete({ password: "wrong" }))).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/password", code: "wrong_password" }],
    });
    expect(await api.me.delete({ password: "right password" })).toBeUndefined();
    expect(guesses).toBe(2);
  });
});

describe("a user cannot", () => {
  test("see or change the account by a token without that scope", async () => {
    const { api } = await newPerson(["tasks:read", "tasks:write"]);
    const calls = [
      () => api.me.get({}),
      () => api.me.update({ name: "A" }),
      () => api.me.delete({ password: "right password" }),
      () => api.me.keys.list({}),
      () => api.me.keys.create({ name: "A" }),
      () => api.me.keys.revoke({ id: KEY_IDS[0] }),
    ];
    for (const call of calls) expect(await faultOf(call())).toMatchObject({ code: "missing_scope" });
  });

  test.each([
    ["timeZone", { timeZone: "+05:30" }],
    ["timeZone", { timeZone: "Mars/Olympus" }],
    ["weekStart", { weekStart: 0 }],
    ["weekStart", { weekStart: 8 }],
    ["name", { name: " " }],
    ["name", { name: "x".repeat(101) }],
  ])("set %s to nonsense", async (field, change) => {
    const { api } = await newPerson();
    expect(await faultOf(api.me.update(change))).toMatchObject({ errors: [{ pointer: `/${field}` }] });
  });

  test("make a key with a token whose session has ended", async () => {
    const { principal } = await testApi.newUser();
    const { accounts } = makeAccounts(principal.userId);
    const createKey: Accounts["createKey"] = async (userId, wanted) =>
      wanted.sessionId === "ended" ? "no-such-user" : accounts.createKey(userId, wanted);
    const callIn = (sessionId: string) =>
      testApi.callAs({ principal: { ...principal, sessionId }, accounts: { ...accounts, createKey } });
    expect(await faultOf(callIn("ended").me.keys.create({ name: "Late" }))).toMatchObject({ code: "unauthenticated" });
    expect(await callIn("open").me.keys.create({ name: "In time" })).toMatchObject({ name: "In time" });
  });

  test("be told that nothing was changed, where the accounts have not said so", async () => {
    const unanswered = () => new Promise<never>(() => {});
    const newCaller = async () => {
      const { principal } = await testApi.newUser();
      const { accounts } = makeAccounts(principal.userId);
      return testApi.callAs({ principal, accounts: { ...accounts, rename: unanswered, revokeKey: unanswered } });
    };
    const [ada, bob] = [await newCaller(), await newCaller()];
    const calls = [ada.me.update({ name: "Ada L." }), bob.me.keys.revoke({ id: KEY_IDS[0] })];
    for (const fault of await Promise.all(calls.map(faultOf))) {
      expect(fault).toMatchObject({ code: "unavailable", detail: expect.stringContaining("it may be there or not") });
    }
  });

  test("make a key that has ended before it began", async () => {
    const { api } = await newPerson();
    const call = api.me.keys.create({ name: "A", expiresAt: new Date(Date.now() - 1000) });
    expect(await faultOf(call)).toMatchObject({ errors: [{ pointer: "/expiresAt" }] });
  });
});
