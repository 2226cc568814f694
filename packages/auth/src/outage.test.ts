import { openAuthDatabase, tasks } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test } from "vitest";
import { createAuth } from "./create-auth.js";
import { addUser } from "./testing/add-user.js";
import { resetToken } from "./testing/mailed.js";
import { absentDatabase, Browser, openTestAuth, testOptions } from "./testing/test-auth.js";

const it = openTestAuth();

function owner() {
  return ownerClient(it.database);
}

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

  test.each(["set by mail", "changed, and other sessions ended"])(
    "has all of a password that is %s, or nothing, where it goes in between",
    async (how) => {
      const { browser, email } = await addUser(it);
      const token = await resetToken(it, email);
      const newPassword = "another horse";
      const change = { currentPassword: "correct horse", newPassword, revokeOtherSessions: true };
      await owner()`
      create or replace function auth.go_away() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return old; end $$`;
      await owner()`create trigger go_away before delete on auth.session for each row execute function auth.go_away()`;
      const answer = await (how === "set by mail"
        ? new Browser(it.auth).post("/reset-password", { token, newPassword })
        : browser.post("/change-password", change));
      await owner()`drop trigger go_away on auth.session`;
      expect(answer.status).toBe(503);
      expect((await browser.get("/access-token")).status).toBe(200);
      const passwords = ["another horse", "correct horse"];
      const answers = passwords.map(async (password) =>
        new Browser(it.auth).post("/sign-in/email", { email, password }),
      );
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 200]);
    },
  );

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
