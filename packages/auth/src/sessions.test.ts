import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test } from "vitest";
import { addUser } from "./testing/add-user.js";
import { stopClockAt } from "./testing/clock.js";
import { Browser, openTestAuth, someEmail } from "./testing/test-auth.js";

const it = openTestAuth();

/** Somebody with two sessions, each in a browser of its own. */
async function signInTwice() {
  const { browser, email, userId } = await addUser(it);
  const other = new Browser(it.auth);
  const headers = { "User-Agent": "Telephone" };
  await other.post("/sign-in/email", { email, password: "correct horse" }, headers);
  return { browser, other, userId };
}

/** What is listed, a record for each session. */
async function list(browser: Browser): Promise<Record<string, unknown>[]> {
  const { json, status } = await browser.get("/list-sessions");
  expect(status).toBe(200);
  return Object.values(json).map((listed) => Object.fromEntries(Object.entries(listed ?? {})));
}

const isSignedIn = async (browser: Browser) => (await browser.get("/access-token")).status === 200;

describe("a list of sessions", () => {
  test("shows one's own, from where each is", async () => {
    const { browser } = await signInTwice();
    await signInTwice();
    const sessions = await list(browser);
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ userAgent }) => userAgent === "Telephone")).toHaveLength(1);
  });

  test("shows no token of any, but what ends it", async () => {
    const { browser, userId } = await signInTwice();
    const sessions = await list(browser);
    for (const { id, token } of sessions) expect(token).toBe(id);
    const rows = await ownerClient(it.database)`select token from auth.session where user_id = ${userId}`;
    expect(rows).toHaveLength(2);
    const said = browser.answers.at(-1) ?? "";
    for (const row of rows) expect(said).not.toContain(row["token"]);
  });

  test("nor does any other answer of sign-up, sign-in, a session or a new password", async () => {
    const browser = new Browser(it.auth);
    const email = someEmail();
    const passwords = { currentPassword: "correct horse", newPassword: "another horse" };
    await browser.signUp(email);
    await browser.get("/get-session");
    await browser.post("/change-password", { ...passwords, revokeOtherSessions: true });
    await browser.post("/sign-in/email", { email, password: "another horse" });
    const session: unknown = (await browser.get("/get-session")).json["session"];
    expect(session).toMatchObject({ id: expect.any(String), userId: expect.any(String) });
    expect(await isSignedIn(browser)).toBe(true);
    const rows = await ownerClient(it.database)`
      select s.token from auth.session s join auth."user" u on u.id = s.user_id where u.email = ${email}`;
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(browser.answers.join("\n")).not.toContain(row["token"]);
  });

  test("can be had however long ago one signed in", async () => {
    const { browser } = await signInTwice();
    stopClockAt(Date.now() + 3 * 24 * 60 * 60_000);
    expect(await list(browser)).toHaveLength(2);
  });

  test("can't be had without a session", async () => {
    expect((await new Browser(it.auth).get("/list-sessions")).status).toBe(401);
  });
});

describe("a session", () => {
  test("can be ended from another one, and no other ends", async () => {
    const { browser, other } = await signInTwice();
    const telephone = (await list(browser)).find(({ userAgent }) => userAgent === "Telephone");
    expect((await browser.post("/revoke-session", { token: telephone?.["token"] })).status).toBe(200);
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([true, false]);
    expect(await list(browser)).toHaveLength(1);
  });

  test("can't be ended by another user", async () => {
    const { browser, other } = await signInTwice();
    const foe = await addUser(it);
    for (const { token } of await list(browser)) await foe.browser.post("/revoke-session", { token });
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([true, true]);
  });

  test("can end all others of its user, and none of anybody else", async () => {
    const { browser, other } = await signInTwice();
    const stranger = await addUser(it);
    expect((await browser.post("/revoke-other-sessions")).status).toBe(200);
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([true, false]);
    expect(await isSignedIn(stranger.browser)).toBe(true);
  });

  test("can't be entered by its token alone, without the signature", async () => {
    const { userId } = await signInTwice();
    const rows = await ownerClient(it.database)`select token from auth.session where user_id = ${userId}`;
    for (const row of rows) {
      const thief = new Browser(it.auth);
      thief.cookies.set("better-auth.session_token", String(row["token"]));
      expect(await isSignedIn(thief)).toBe(false);
    }
  });
});
