import { describe, expect, test, vi } from "vitest";
import { mintAccessToken } from "./access-token.js";
import { createAuth } from "./create-auth.js";
import { forge, tamper } from "./testing/forge.js";
import { bearer, good, NOW, openKeyedAuth, stopClock } from "./testing/good-tokens.js";
import { BASE_URL, SECRET, testOptions } from "./testing/test-auth.js";

const it = openKeyedAuth();

stopClock();

describe("what a token says", () => {
  test.each([
    [undefined, ["tasks:read", "tasks:write"]],
    ["tasks:read", ["tasks:read"]],
    ["account tasks:read", ["tasks:read", "account"]],
    ["tasks:read admin TASKS:WRITE tasks:write,account", ["tasks:read"]],
    ["", []],
  ])("by scope %j it may do %j", async (scope, scopes) => {
    expect(await it.auth.authenticate(bearer(forge({ claims: { scope } })))).toEqual({ userId: "somebody", scopes });
  });

  test("can be minted with the secret alone", async () => {
    const minted = await mintAccessToken({ secret: SECRET, baseUrl: BASE_URL, userId: "u", sessionId: "s" });
    expect(minted.expiresAt).toEqual(new Date(NOW.getTime() + 900_000));
    expect(await it.auth.authenticate(bearer(minted.token))).toEqual({
      userId: "u",
      sessionId: "s",
      scopes: ["tasks:read", "tasks:write", "account"],
    });
    const narrow = await mintAccessToken({
      secret: SECRET,
      baseUrl: BASE_URL,
      userId: "u",
      scopes: ["tasks:read"],
      lifetimeSeconds: 60,
      now: new Date(NOW.getTime() - 50_000),
    });
    expect(narrow.expiresAt).toEqual(new Date(NOW.getTime() + 10_000));
    expect(await it.auth.authenticate(bearer(narrow.token))).toEqual({ userId: "u", scopes: ["tasks:read"] });
    await expect(mintAccessToken({ secret: "short", baseUrl: BASE_URL, userId: "u" })).rejects.toThrow(/32/);
  });

  test("holds until it expires, though it was seen to be good before", async () => {
    const header = good();
    await it.auth.authenticate(header);
    vi.setSystemTime(NOW.getTime() + 904_000);
    await expect(it.auth.authenticate(header)).resolves.toHaveProperty("userId");
    vi.setSystemTime(NOW.getTime() + 905_000);
    await expect(it.auth.authenticate(header)).rejects.toMatchObject({ reason: "invalid" });
  });

  test("is not remembered for a token that is alike but for its signature", async () => {
    const token = forge();
    await it.auth.authenticate(bearer(token));
    const changed = tamper(token, 2, (text) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`);
    await expect(it.auth.authenticate(bearer(changed))).rejects.toMatchObject({ reason: "invalid" });
  });

  test("is of no use at a server of another secret or another origin", async () => {
    const options = testOptions(it.authDatabase);
    const otherSecret = createAuth({ ...options, secret: `${SECRET}!` });
    const otherOrigin = createAuth({ ...options, baseUrl: "http://localhost:3001" });
    const header = good();
    await expect(otherSecret.authenticate(header)).rejects.toMatchObject({ reason: "invalid" });
    await expect(otherOrigin.authenticate(header)).rejects.toMatchObject({ reason: "invalid" });
    await expect(it.auth.authenticate(header)).resolves.toHaveProperty("userId");
  });
});
