import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import { BASE_URL, Browser, openTestAuth, someEmail, testOptions, tokenOf } from "./testing/test-auth.js";

const it = openTestAuth();

function owner() {
  return ownerClient(it.database);
}

describe("what is secret", () => {
  test("is in no answer and in no log", async () => {
    const browser = new Browser(it.auth);
    const email = someEmail();
    const failing = someEmail();
    await browser.signUp(email);
    for (const path of ["/get-session", "/access-token", "/token", "/jwks", "/list-sessions", "/list-accounts"]) {
      expect((await browser.get(path)).status).toBe(200);
    }
    await owner()`alter table auth."user" add constraint no_user check (name <> 'Nobody') not valid`;
    expect((await new Browser(it.auth).signUp(failing, { name: "Nobody" })).status).toBe(422);
    await owner()`alter table auth."user" drop constraint no_user`;
    await owner()`alter table auth.account add constraint none_now check (provider_id <> 'credential') not valid`;
    await new Browser(it.auth).signUp(`2${failing}`);
    await owner()`alter table auth.account drop constraint none_now`;

    const [key] = await owner()`select private_key, public_key from auth.jwks`;
    const [stored] = await owner()`
      select a.password from auth.account a join auth."user" u on u.id = a.user_id where u.email = ${email}`;
    const said = browser.answers.join("\n");
    expect(said).toContain(JSON.parse(key?.["public_key"]).x);
    expect(said).not.toContain(key?.["private_key"]);
    expect(said).not.toContain(stored?.["password"]);
    expect(said).not.toMatch(/"d":/);
    expect(key?.["private_key"]).not.toContain('\\"d\\"');

    const log = it.logged.join("\n");
    expect(log).toContain("23514 by no_user");
    expect(log).toContain("23514 by none_now");
    expect(log).not.toContain(failing);
    expect(log).not.toMatch(/[0-9a-f]{32}:[0-9a-f]{128}/);
  });

  test("needs a secret of 32 bytes", () => {
    const options = testOptions(it.authDatabase);
    expect(() => createAuth({ ...options, secret: "x".repeat(31) })).toThrow(/31 bytes and needs at least 32/);
    expect(() => createAuth({ ...options, secret: "x".repeat(32) })).not.toThrow();
    expect(() => createAuth({ ...options, secret: "é".repeat(16) })).not.toThrow();
  });

  test("is not replaced by the environment's", async () => {
    vi.stubEnv("BETTER_AUTH_SECRETS", "7:another secret that is also long enough");
    try {
      const browser = new Browser(createAuth(testOptions(it.authDatabase)));
      await browser.signUp();
      vi.unstubAllEnvs();
      expect((await browser.at(it.auth).get("/get-session")).json).toHaveProperty("user");
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("needs a base URL that is an origin", () => {
    const options = testOptions(it.authDatabase);
    for (const baseUrl of [`${BASE_URL}/`, `${BASE_URL}/app`, "tasks.example", "HTTPS://tasks.example", ""]) {
      expect(() => createAuth({ ...options, baseUrl })).toThrow(/must be an origin/);
    }
  });
});

test("a signing key signs nothing once a byte of what is stored was changed, be it of the nonce, the key or the tag", async () => {
  const browser = new Browser(it.auth);
  await browser.signUp();
  await tokenOf(browser, "/token");
  const keys = await owner()`select id, private_key from auth.jwks`;
  const sealed = String(keys[0]?.["private_key"]);
  const [, start = "", hex = ""] = /^("\$ba\$\d+\$)([0-9a-f]+)"$/.exec(sealed) ?? [];
  const bytes = Buffer.from(hex, "hex");
  // The nonce has 24 bytes, the tag has 16.
  expect(bytes.length).toBeGreaterThan(24 + 16);
  const store = async (privateKey: string) => owner()`update auth.jwks set private_key = ${privateKey}`;
  for (let place = 0; place < bytes.length; place += 8) {
    const changed = bytes.with(place, bytes.readUInt8(place) ^ 1);
    await store(`${start}${Buffer.from(changed).toString("hex")}"`);
    const { json, status } = await browser.get("/token");
    expect([place, status, json["code"], json["token"]]).toEqual([place, 500, "INTERNAL_SERVER_ERROR", undefined]);
  }
  await store(sealed);
  await expect(it.auth.authenticate(`Bearer ${await tokenOf(browser, "/token")}`)).resolves.toHaveProperty("userId");
  // Nor was another made meanwhile, to sign in its place.
  expect(await owner()`select id, private_key from auth.jwks`).toEqual(keys);
});
