import { randomUUID } from "node:crypto";
import { openAuthDatabase, tasks } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import { hashPassword } from "./password.js";
import { addUser } from "./testing/add-user.js";
import {
  absentDatabase,
  BASE_URL,
  Browser,
  createTestAuth,
  testOptions,
  type TestAuth,
  tokenOf,
} from "./testing/test-auth.js";

let it: TestAuth;

beforeAll(async () => {
  it = await createTestAuth();
});

afterAll(async () => {
  await it.close();
});

function owner() {
  return ownerClient(it.database);
}

describe("an account", () => {
  test("can be made, left, and entered again", async () => {
    const browser = new Browser(it.auth);
    const email = `${randomUUID()}@example.com`;
    expect(await browser.signUp(email)).toMatchObject({ status: 200, json: { user: { email } } });
    expect((await browser.get("/get-session")).json).toMatchObject({ user: { email } });

    expect((await browser.post("/sign-out")).status).toBe(200);
    expect((await browser.get("/get-session")).text).toBe("null");

    const signedIn = await browser.post("/sign-in/email", { email, password: "correct horse" });
    expect(signedIn).toMatchObject({ status: 200, json: { user: { email } } });
    expect((await browser.get("/get-session")).json).toMatchObject({ user: { email } });
  });

  test("has a random id, which the client can't choose, nor whether the address is verified", async () => {
    const { json } = await new Browser(it.auth).signUp(undefined, { id: "mine", emailVerified: true });
    expect(json["user"]).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), emailVerified: false });
  });

  test("can't be entered with another password, or without an account, and the two can't be told apart", async () => {
    const email = `${randomUUID()}@example.com`;
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
    const email = `${randomUUID()}@example.com`;
    await new Browser(it.auth).signUp(email);
    const again = await new Browser(it.auth).signUp(email.toUpperCase());
    expect(again).toMatchObject({ status: 422, json: { code: "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL" } });
  });

  test("is made once, however many ask for it at a time", async () => {
    const email = `${randomUUID()}@example.com`;
    const signUps = Array.from({ length: 4 }, async () => new Browser(it.auth).signUp(email));
    const statuses = (await Promise.all(signUps)).map((answer) => answer.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 422, 422, 422]);
  });

  test("can't have text in it that PostgreSQL can't store", async () => {
    for (const name of ["a\0b", "\ud800"]) {
      const answer = await new Browser(it.auth).signUp(undefined, { name });
      expect(answer).toMatchObject({ status: 400, json: { code: "INVALID_TEXT" } });
    }
  });

  test("is made whole or not at all", async () => {
    const email = `${randomUUID()}@example.com`;
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
    const [id, email] = [randomUUID(), `${randomUUID()}@example.com`];
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
    const body = { name: "Ada", email: `${randomUUID()}@example.com`, password: "correct horse" };
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
      { name: "Ada", email: `${randomUUID()}@example.com`, password: "correct horse" },
      { Origin: "https://tasks.example" },
    );
    expect(plain.headers.getSetCookie()[0]).toMatch(/^better-auth\.session_token=(?!.*Secure).*HttpOnly/);
    expect(safe.headers.getSetCookie()[0]).toMatch(/^__Secure-better-auth\.session_token=.*HttpOnly.*/);
    expect(safe.headers.getSetCookie()[0]).toMatch(/; Secure/);
  });
});

describe("what is secret", () => {
  test("is in no answer and in no log", async () => {
    const browser = new Browser(it.auth);
    const email = `${randomUUID()}@example.com`;
    const failing = `${randomUUID()}@example.com`;
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

describe("another page", () => {
  test("can't act with the user's cookies, unless it is trusted", async () => {
    const { browser } = await addUser(it);
    const foreign = await browser.post("/sign-out", {}, { Origin: "https://foe.example" });
    expect(foreign).toMatchObject({ status: 403, json: { code: "INVALID_ORIGIN" } });
    expect((await browser.get("/get-session")).json).toHaveProperty("user");
    expect((await browser.post("/sign-out", {}, { Origin: "https://friend.example" })).status).toBe(200);
  });

  test("can't sign a user in", async () => {
    const answer = await new Browser(it.auth).post("/sign-in/email", {}, { Origin: "https://foe.example" });
    expect(answer.status).not.toBe(200);
    const { email } = await addUser(it);
    const password = "correct horse";
    const browser = new Browser(it.auth);
    const foreign = await browser.post("/sign-in/email", { email, password }, { Origin: "https://foe.example" });
    expect(foreign).toMatchObject({ status: 403, json: { code: "INVALID_ORIGIN" } });
    expect((await browser.post("/sign-in/email", { email, password })).status).toBe(200);
  });
});

describe("an error", () => {
  test.each([
    ["a path that is not there", "/nothing", undefined, 404, "NOT_FOUND"],
    ["a path of sign-in with other services", "/sign-in/social", { provider: "github" }, 404, "NOT_FOUND"],
    ["a body without what is needed", "/sign-in/email", { email: "a@example.com" }, 400, "VALIDATION_ERROR"],
    ["no session", "/access-token", undefined, 401, "UNAUTHORIZED"],
  ])("is a problem with Better Auth's code: %s", async (_, path, body, status, code) => {
    const browser = new Browser(it.auth);
    const answer = body ? await browser.post(path, body) : await browser.get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(answer.headers.get("X-Problem")).toBe("made");
    expect(answer.json).toEqual({
      type: `about:${code}`,
      status,
      instance: `/api/auth${path}`,
      code,
      message: expect.any(String),
    });
  });

  test("is told for a body that can't be read, and one that is no JSON", async () => {
    const send = async (body: string, type: string) =>
      it.auth.handle(
        new Request(`${BASE_URL}/api/auth/sign-in/email`, { method: "POST", body, headers: { "Content-Type": type } }),
      );
    expect((await send('{"email', "application/json")).status).toBe(400);
    expect((await send("email", "text/plain")).status).toBe(415);
  });
});

describe("a path that has other methods", () => {
  const send = async (method: string, path: string) =>
    it.auth.handle(new Request(`${BASE_URL}/api/auth${path}`, { method }));

  test("says which", async () => {
    const answer = await send("GET", "/sign-in/email");
    expect([answer.status, answer.headers.get("Allow")]).toEqual([405, "POST, OPTIONS"]);
    expect(await answer.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
    expect((await send("DELETE", "/reset-password/x")).headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
    const options = await send("OPTIONS", "/access-token");
    expect([options.status, options.headers.get("Allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
    expect((await send("OPTIONS", "/nothing")).status).toBe(404);
    expect((await send("GET", "/sign-in/social")).status).toBe(404);
  });

  test("answers HEAD as GET, without the body", async () => {
    for (const [path, status] of [
      ["/ok", 200],
      ["/access-token", 401],
      ["/nothing", 404],
    ] as const) {
      const answer = await send("HEAD", path);
      expect([answer.status, await answer.text()]).toEqual([status, ""]);
    }
  });
});

describe("the database", () => {
  test("is seen under a role that sees nothing but accounts", async () => {
    const refused = it.authDatabase.select({ id: tasks.id }).from(tasks);
    await expect(refused).rejects.toMatchObject({ cause: { sqlState: "42501" } });
    expect(await owner()`select from app.tasks`).toHaveLength(0);
    const roles = await owner()`
      select distinct usename from pg_stat_activity where datname = current_database() and application_name = 'typedo'
      and usename <> current_user`;
    expect(roles.map((role) => role["usename"])).toEqual(["typedo_auth"]);
  });

  test("is not opened before it is needed", async () => {
    const login = { ...it.database.auth, url: "postgres://typedo_auth@127.0.0.1:1/none" };
    const database = openAuthDatabase(login, { poolSize: 1 });
    const logged: string[] = [];
    const browser = new Browser(createAuth(testOptions(database, logged)));
    expect((await browser.get("/ok")).status).toBe(200);
    expect(logged).toEqual([]);
  });

  test("is not said to have answered where it refused to, and nothing of why is told", async () => {
    const { browser } = await addUser(it);
    await owner()`revoke select on auth.session from typedo_auth`;
    const answers = [
      await browser.get("/get-session"),
      await browser.get("/access-token"),
      await browser.post("/sign-out"),
    ];
    await owner()`grant select on auth.session to typedo_auth`;
    for (const { headers, json, status } of answers) {
      expect([status, json["code"], json["message"]]).toEqual([500, "INTERNAL_SERVER_ERROR", "Internal Server Error"]);
      expect(headers.getSetCookie()).toEqual([]);
    }
    expect((await browser.get("/access-token")).status).toBe(200);
  });

  test("is said to be away with 503 where it goes in mid-transaction", async () => {
    await owner()`
      create function auth.go_away() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`;
    await owner()`create trigger go_away before insert on auth."user" for each row execute function auth.go_away()`;
    const answer = await new Browser(it.auth).signUp();
    await owner()`drop trigger go_away on auth."user"`;
    expect(answer.status).toBe(503);
    expect((await new Browser(it.auth).signUp()).status).toBe(200);
  });

  test("is said to be away with 503, whatever was asked, and the session is kept", async () => {
    const { browser } = await addUser(it);
    const away = browser.at(createAuth(testOptions(absentDatabase())));
    const answers = [
      await away.get("/get-session"),
      await away.get("/access-token"),
      await away.get("/token"),
      await away.get("/jwks"),
      await away.post("/sign-out"),
      await away.signUp(),
      await away.post("/sign-in/email", { email: "a@example.com", password: "correct horse" }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, json: { code: "SERVICE_UNAVAILABLE" } });
      expect(answer.headers.has("Retry-After")).toBe(true);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    }
    expect((await away.at(it.auth).get("/get-session")).json).toHaveProperty("user");
  });
});

test("a token that was made for something else changes no address, and is no error of ours", async () => {
  const { browser } = await addUser(it);
  const own = await tokenOf(browser, "/access-token");
  const answer = await browser.get(`/verify-email?token=${own}`);
  expect([answer.status, answer.json["code"]]).toEqual([401, "INVALID_TOKEN"]);
});

test.each(["", "   ", "x".repeat(101)])("%j is no name, neither at sign-up nor later", async (name) => {
  const refused = { status: 400, json: { code: "INVALID_NAME" } };
  expect(await new Browser(it.auth).signUp(undefined, { name })).toMatchObject(refused);
  const { browser } = await addUser(it);
  expect(await browser.post("/update-user", { name })).toMatchObject(refused);
});
