import { DatabaseUnavailableError } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import { addUser } from "./testing/add-user.js";
import { eventually } from "./testing/eventually.js";
import { edwardsKeys, forgeSigned } from "./testing/forge.js";
import { addKey, bearer, good, goodSigned, NOW, openKeyedAuth, stopClock, theirs } from "./testing/good-tokens.js";
import { absentDatabase, countingDatabase, createTestAuth, testOptions, tokenOf } from "./testing/test-auth.js";

const it = openKeyedAuth();

stopClock();

describe("the database", () => {
  test("is not needed for a token signed with the secret, and is for a key not yet known", async () => {
    const auth = createAuth(testOptions(absentDatabase()));
    await expect(auth.authenticate(good())).resolves.toHaveProperty("userId");
    await expect(auth.authenticate(goodSigned())).rejects.toBeInstanceOf(DatabaseUnavailableError);
  });

  test("is asked once for the keys, by however many at a time", async () => {
    const { database, selects } = countingDatabase(it.authDatabase);
    const auth = createAuth(testOptions(database));
    const before = selects();
    await Promise.all(Array.from({ length: 20 }, async () => auth.authenticate(goodSigned())));
    vi.setSystemTime(NOW.getTime() + 60_000);
    await auth.authenticate(goodSigned());
    await auth.authenticate(good());
    expect(selects() - before).toBe(1);
  });

  test("is asked once in three seconds for keys that somebody invents", async () => {
    const { database, selects } = countingDatabase(it.authDatabase);
    const auth = createAuth(testOptions(database));
    const before = selects();
    const invent = async (id: number) =>
      auth.authenticate(bearer(forgeSigned("EdDSA", theirs.privateKey, { kid: `invented ${id}` })));
    for (let id = 0; id < 30; id += 1) await expect(invent(id)).rejects.toMatchObject({ reason: "invalid" });
    expect(selects() - before).toBe(1);
    vi.setSystemTime(NOW.getTime() + 3000);
    for (let id = 0; id < 30; id += 1) await expect(invent(id)).rejects.toMatchObject({ reason: "invalid" });
    expect(selects() - before).toBe(2);
  });

  test("gives a key made since, and goes without one taken away", async () => {
    const auth = createAuth(testOptions(it.authDatabase));
    const late = edwardsKeys();
    let tokens = 0;
    // Each another one, so that none is remembered as good.
    const header = () => bearer(forgeSigned("EdDSA", late.privateKey, { kid: "late", number: (tokens += 1) }));
    await auth.authenticate(goodSigned());
    await addKey(it, "late", late);
    vi.setSystemTime(NOW.getTime() + 3000);
    await expect(auth.authenticate(header())).resolves.toHaveProperty("userId");

    await ownerClient(it.database)`delete from auth.jwks where id = 'late'`;
    vi.setSystemTime(NOW.getTime() + 11 * 60_000);
    await eventually(async () => expect(auth.authenticate(header())).rejects.toMatchObject({ reason: "invalid" }));
    await expect(auth.authenticate(goodSigned())).resolves.toHaveProperty("userId");
  });

  test("need not be there for a key that is known", async () => {
    let away = false;
    const database = new Proxy(it.authDatabase, {
      get: (target, property) => Reflect.get(away ? absentDatabase() : target, property),
    });
    const auth = createAuth(testOptions(database));
    await auth.authenticate(goodSigned());
    away = true;
    vi.setSystemTime(NOW.getTime() + 11 * 60_000);
    await expect(auth.authenticate(goodSigned())).resolves.toHaveProperty("userId");
  });

  test("tells of a key that this process made just now, whatever was invented a moment ago", async () => {
    vi.useRealTimers();
    const fresh = await createTestAuth();
    const invented = bearer(forgeSigned("EdDSA", theirs.privateKey, { kid: "invented" }));
    await expect(fresh.auth.authenticate(invented)).rejects.toMatchObject({ reason: "invalid" });
    const { browser } = await addUser(fresh);
    const token = await tokenOf(browser, "/token");
    await expect(fresh.auth.authenticate(bearer(token))).resolves.toHaveProperty("userId");
    await fresh.close();
  });
});
