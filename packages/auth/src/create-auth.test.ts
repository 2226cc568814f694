import { randomUUID } from "node:crypto";
import { ownerClient } from "@typedo/db/testing";
import { decodeJwt } from "jose";
import { describe, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import { hashPassword } from "./password.js";
import { addUser } from "./testing/add-user.js";
import { Browser, openTestAuth, someEmail, testOptions, tokenOf } from "./testing/test-auth.js";

const it = openTestAuth();

function owner() {
  return ownerClient(it.database);
}

describe("an account", () => {
  test("can be made, left, and entered again", async () => {
    const browser = new Browser(it.auth);
    const email = someEmail();
    expect(await browser.signUp(email)).toMatchObject({ status: 200, json: { user: { email } } });
    expect((await browser.get("/get-session")).json).toMatchObject({ user: { email } });

    expect((await browser.post("/sign-out")).status).toBe(200);
    expect((await browser.get("/get-session")).text).toBe("null");

    const signedIn = await browser.post("/sign-in/email", { email, password: "correct horse" });
    expect(signedIn).toMatchObject({ status: 200, json: { user: { email } } });
    expect((await browser.get("/get-session")).json).toMatchObject({ user: { email } });
  });

  test("can't be made where sign-up is closed, and those that there are go on", async () => {
    const email = someEmail();
    await new Browser(it.auth).signUp(email);
    const closed = createAuth({ ...testOptions(it.authDatabase), isSignUpOpen: false });
    expect(await new Browser(closed).signUp()).toMatchObject({
      status: 400,
      json: { code: "EMAIL_PASSWORD_SIGN_UP_DISABLED" },
    });
    const browser = new Browser(closed);
    expect((await browser.post("/sign-in/email", { email, password: "correct horse" })).status).toBe(200);
    expect((await browser.get("/access-token")).status).toBe(200);
  });

  test("has a random id, which the client can't choose, nor whether the address is verified", async () => {
    const { json } = await new Browser(it.auth).signUp(undefined, { id: "mine", emailVerified: true });
    expect(json["user"]).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), emailVerified: false });
  });

  test("can't be entered with another password, or without an account, and the two can't be told apart", async () => {
    const email = someEmail();
    await new Browser(it.auth).signUp(email);
    const wrong = await new Browser(it.auth).post("/sign-in/email", { email, password: "incorrect horse" });
    const unknown = await new Browser(it.auth).post("/sign-in/email", {
      email: "no@example.com",
      password: "correct horse",
    });
    expect(wrong).toMatchObject({ status: 401, json: { code: "INVALID_EMAIL_OR_PASSWORD" } });
    expect(wrong.text).toBe(unknown.text);
  });

  test.each([
    ["x".repeat(7), 400, "PASSWORD_TOO_SHORT"],
    ["x".repeat(8), 200, undefined],
    ["x".repeat(128), 200, undefined],
    ["x".repeat(129), 400, "PASSWORD_TOO_LONG"],
  ])("has a password of 8 to 128 characters (%#)", async (password, status, code) => {
    const answer = await new Browser(it.auth).signUp(undefined, { password });
    expect([answer.status, answer.json["code"]]).toEqual([status, code]);
  });

  test("can't be made twice with one address", async () => {
    const email = someEmail();
    await new Browser(it.auth).signUp(email);
    const again = await new Browser(it.auth).signUp(email.toUpperCase());
    expect(again).toMatchObject({ status: 422, json: { code: "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL" } });
  });

  test("is made once, however many ask for it at a time", async () => {
    const email = someEmail();
    const signUps = Array.from({ length: 4 }, async () => new Browser(it.auth).signUp(email));
    const statuses = (await Promise.all(signUps)).map((answer) => answer.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 422, 422, 422]);
  });

  test("for an address that is taken at the same moment is refused as for one that was taken before", async () => {
    const email = `${randomUUID()}@example.com`;
    const refused = await owner().begin(async (taker) => {
      await taker`insert into auth."user" (id, name, email) values (${randomUUID()}, 'Quicker', ${email})`;
      const signUp = new Browser(it.auth).signUp(email);
      const waits = () => owner()`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await vi.waitFor(async () => expect(await waits()).not.toHaveLength(0), 20_000);
      return { signUp };
    });
    const { status, json } = await refused.signUp;
    expect([status, json["code"]]).toEqual([422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL"]);
    expect(it.logged.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  test("can't have text in it that PostgreSQL can't store", async () => {
    for (const name of ["a\0b", "\ud800"]) {
      const answer = await new Browser(it.auth).signUp(undefined, { name });
      expect(answer).toMatchObject({ status: 400, json: { code: "INVALID_TEXT" } });
    }
  });

  test("is made whole or not at all", async () => {
    const email = someEmail();
    await owner()`alter table auth.account add constraint none_now check (provider_id <> 'credential') not valid`;
    const failed = await new Browser(it.auth).signUp(email);
    await owner()`alter table auth.account drop constraint none_now`;
    expect(failed.status).toBe(500);
    expect(failed.headers.getSetCookie()).toEqual([]);
    expect(await owner()`select from auth."user" where email = ${email}`).toHaveLength(0);

    expect((await new Browser(it.auth).signUp(email)).status).toBe(200);
    expect(await owner()`select from auth."user" where email = ${email}`).toHaveLength(1);
  });

  test("can be put into the database by a script that hashes its password", async () => {
    const [id, email] = [randomUUID(), someEmail()];
    await owner()`insert into auth."user" (id, name, email) values (${id}, 'Seed', ${email})`;
    await owner()`
      insert into auth.account (id, account_id, provider_id, user_id, password)
      values (${randomUUID()}, ${id}, 'credential', ${id}, ${await hashPassword("seeded horse")})`;
    const answer = await new Browser(it.auth).post("/sign-in/email", { email, password: "seeded horse" });
    expect(answer).toMatchObject({ status: 200, json: { user: { id } } });
  });
});

describe("a session", () => {
  test("gives tokens of both kinds, which are good", async () => {
    const browser = new Browser(it.auth);
    const { json } = await browser.signUp();
    const { session } = (await browser.get("/get-session")).json;
    for (const path of ["/access-token", "/token"] as const) {
      const principal = await it.auth.authenticate(`Bearer ${await tokenOf(browser, path)}`);
      expect(principal.scopes).toEqual(["tasks:read", "tasks:write", "account"]);
      expect(json["user"]).toMatchObject({ id: principal.userId });
      expect(session).toMatchObject({ id: principal.sessionId });
    }
  });

  test("lets nobody store what it answers", async () => {
    const browser = new Browser(it.auth);
    const answers = [await browser.signUp(), await browser.get("/token"), await browser.get("/get-session")];
    for (const { headers } of answers) expect(headers.get("Cache-Control")).toBe("no-store");
  });

  test("says when the token expires", async () => {
    const { browser } = await addUser(it);
    const { json } = await browser.get("/access-token");
    const { exp = 0, iat = 0 } = decodeJwt(String(json["token"]));
    expect(json["expiresAt"]).toBe(new Date(exp * 1000).toISOString());
    expect(exp - iat).toBe(900);
  });

  test("gives no more tokens after sign-out, and none to a stranger", async () => {
    const { browser } = await addUser(it);
    const replay = browser.at(it.auth);
    expect((await replay.get("/access-token")).status).toBe(200);
    await browser.post("/sign-out");
    for (const path of ["/access-token", "/token"]) {
      expect((await replay.get(path)).status).toBe(401);
      expect((await browser.get(path)).status).toBe(401);
    }
    expect((await replay.get("/get-session")).text).toBe("null");
  });

  test("puts nothing of the person into a token", async () => {
    const { browser } = await addUser(it);
    for (const path of ["/access-token", "/token"] as const) {
      const claims = decodeJwt(await tokenOf(browser, path));
      expect(Object.keys(claims).toSorted()).toEqual(["aud", "exp", "iat", "iss", "scope", "sid", "sub"]);
    }
  });

  test("can't be used as a bearer token", async () => {
    const browser = new Browser(it.auth);
    const { json } = await browser.signUp();
    await expect(it.auth.authenticate(`Bearer ${String(json["token"])}`)).rejects.toMatchObject({ reason: "invalid" });
    const bearer = { Authorization: `Bearer ${String(json["token"])}` };
    expect((await new Browser(it.auth).get("/get-session", bearer)).text).toBe("null");
  });

  test("is not turned into a token by a header", async () => {
    const { browser } = await addUser(it);
    expect((await browser.get("/get-session")).headers.has("set-auth-jwt")).toBe(false);
  });

  test("knows the address that the server checked, and not what a client says", async () => {
    const auth = createAuth({ ...testOptions(it.authDatabase), clientAddressHeader: "x-checked" });
    const browser = new Browser(auth);
    const body = { name: "Ada", email: someEmail(), password: "correct horse" };
    await browser.post("/sign-up/email", body, { "x-checked": "2001:db8::7", "X-Forwarded-For": "192.0.2.1" });
    expect((await browser.get("/get-session")).json["session"]).toMatchObject({
      ipAddress: "2001:0db8:0000:0000:0000:0000:0000:0007",
    });

    const without = new Browser(it.auth);
    await without.post("/sign-up/email", { ...body, email: `2${body.email}` }, { "X-Forwarded-For": "192.0.2.1" });
    expect((await without.get("/get-session")).json["session"]).toMatchObject({ ipAddress: "" });
  });

  test("has a secure cookie where the public origin is https, and none that scripts can read", async () => {
    const plain = await new Browser(it.auth).signUp();
    const secure = createAuth({ ...testOptions(it.authDatabase), baseUrl: "https://tasks.example" });
    const safe = await new Browser(secure).post(
      "/sign-up/email",
      { name: "Ada", email: someEmail(), password: "correct horse" },
      { Origin: "https://tasks.example" },
    );
    expect(plain.headers.getSetCookie()[0]).toMatch(/^better-auth\.session_token=(?!.*Secure).*HttpOnly/);
    expect(safe.headers.getSetCookie()[0]).toMatch(/^__Secure-better-auth\.session_token=.*HttpOnly.*/);
    expect(safe.headers.getSetCookie()[0]).toMatch(/; Secure/);
  });
});
