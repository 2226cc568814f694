import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import { addUser } from "./testing/add-user.js";
import { stopClockAt } from "./testing/clock.js";
import { eventually } from "./testing/eventually.js";
import { mailsTo, resetToken } from "./testing/mailed.js";
import { makeKey, WANTED } from "./testing/make-key.js";
import { BASE_URL, Browser, openTestAuth, someEmail, testOptions, tokenOf } from "./testing/test-auth.js";

const it = openTestAuth();

const visitor = () => new Browser(it.auth);

const reset = async (token: string, newPassword: string) => visitor().post("/reset-password", { token, newPassword });

const signInStatus = async (email: string, password: string) =>
  (await visitor().post("/sign-in/email", { email, password })).status;

describe("a forgotten password", () => {
  test("can be set anew by a link that is mailed, which says what to do if one did not ask", async () => {
    const { email } = await addUser(it);
    const token = await resetToken(it, email);
    expect(mailsTo(it, email)[0]).toMatchObject({
      subject: "Set a new password",
      text: expect.stringMatching(/ignore/),
    });
    expect((await reset(token, "another horse")).status).toBe(200);
    expect(await signInStatus(email, "correct horse")).toBe(401);
    expect(await signInStatus(email, "another horse")).toBe(200);
    await eventually(() => expect(mailsTo(it, email)[1]?.subject).toBe("Your password was changed"));
  });

  test("is set anew once by one link, and then by no other that was asked for before", async () => {
    const { email } = await addUser(it);
    const [first, second] = [await resetToken(it, email), await resetToken(it, email)];
    expect((await reset(second, "another horse")).status).toBe(200);
    for (const token of [second, first]) {
      expect(await reset(token, "a third horse")).toMatchObject({ status: 400, json: { code: "INVALID_TOKEN" } });
    }
    expect(await signInStatus(email, "another horse")).toBe(200);
  });

  test("is set anew by one of many who use the link at a time", async () => {
    const { email } = await addUser(it);
    const token = await resetToken(it, email);
    const answers = await Promise.all(Array.from({ length: 4 }, async (_, each) => reset(token, `horse of ${each}!`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400, 400, 400]);
  });

  test.each([
    [59, 200],
    [61, 400],
  ])("can be set anew for an hour: after %i minutes %i", async (minutes, status) => {
    const { email } = await addUser(it);
    const token = await resetToken(it, email);
    stopClockAt(Date.now() + minutes * 60_000);
    expect((await reset(token, "another horse")).status).toBe(status);
  });

  test("ends every session when it is set anew", async () => {
    const { browser, email } = await addUser(it);
    await browser.get("/access-token");
    await reset(await resetToken(it, email), "another horse");
    expect((await browser.get("/access-token")).status).toBe(401);
  });

  test("ends the API keys of who may not have been the address's owner, the first time alone", async () => {
    const { email, userId } = await addUser(it);
    const { bearer } = await makeKey(it.auth, userId);
    await it.auth.authenticate(bearer);
    await reset(await resetToken(it, email), "another horse");
    await expect(it.auth.authenticate(bearer)).rejects.toThrow(expect.objectContaining({ reason: "invalid" }));
    expect(await it.auth.accounts.find(userId)).toMatchObject({ emailVerified: true });
    await eventually(() => expect(mailsTo(it, email)[1]?.text).toContain("API keys have ended"));

    const own = await makeKey(it.auth, userId);
    await reset(await resetToken(it, email), "a third horse");
    expect(await it.auth.authenticate(own.bearer)).toMatchObject({ userId });
    await eventually(() => expect(mailsTo(it, email)[3]?.subject).toBe("Your password was changed"));
    expect(mailsTo(it, email)[3]?.text).not.toContain("have ended");
  });

  test("can't be set anew without ending what makes keys: a token that is left makes none, not even at that moment", async () => {
    const { browser, email, userId } = await addUser(it);
    const { sessionId } = await it.auth.authenticate(`Bearer ${await tokenOf(browser, "/access-token")}`);
    const ask = async () => it.auth.accounts.createKey(userId, { ...WANTED, sessionId });
    expect(await ask()).toMatchObject({ key: { name: WANTED.name } });
    const token = await resetToken(it, email);
    let isOver = false;
    const resetting = reset(token, "another horse").finally(() => (isOver = true));
    while (!isOver) await ask();
    expect((await resetting).status).toBe(200);
    expect(await ask()).toBe("no-such-user");
    expect(await it.auth.accounts.listKeys(userId)).toEqual([]);
  });

  test("can't be replaced by one that is too short, and the link stays good", async () => {
    const { email } = await addUser(it);
    const token = await resetToken(it, email);
    expect(await reset(token, "short")).toMatchObject({ status: 400, json: { code: "PASSWORD_TOO_SHORT" } });
    expect((await reset(token, "another horse")).status).toBe(200);
  });

  test("can't be set anew by what the database holds", async () => {
    const { email } = await addUser(it);
    const token = await resetToken(it, email);
    const rows = await ownerClient(it.database)`select * from auth.verification`;
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe("who asks for a new password", () => {
  test("is not told whether there is such an account, or that the mail can't be sent", async () => {
    const { email } = await addUser(it);
    const logged: string[] = [];
    const sendMail = vi.fn(async () => Promise.reject(new Error("The post is on strike")));
    const broken = new Browser(createAuth({ ...testOptions(it.authDatabase, logged), sendMail }));
    const answers = [
      await visitor().post("/request-password-reset", { email }),
      await visitor().post("/request-password-reset", { email: someEmail() }),
      await broken.post("/request-password-reset", { email }),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    await eventually(() => expect(logged.join("\n")).toContain("The post is on strike"));
    expect(sendMail).toHaveBeenCalledTimes(1);
    expect(logged.join("\n")).not.toContain(email);
  });

  test("is mailed five links at a time, however often somebody asks, and another when one was used", async () => {
    const { email } = await addUser(it);
    const tokens: string[] = [];
    for (let time = 0; time < 5; time += 1) tokens.push(await resetToken(it, email));
    expect((await visitor().post("/request-password-reset", { email })).status).toBe(200);
    expect((await reset(tokens[0] ?? "", "another horse")).status).toBe(200);
    // Later than the sixth would have been.
    await eventually(() => expect(mailsTo(it, email).at(-1)?.subject).toBe("Your password was changed"));
    expect(mailsTo(it, email)).toHaveLength(6);
    expect(await resetToken(it, email)).not.toBe("");
  });

  test("does not wait for the mail", async () => {
    const { email } = await addUser(it);
    let answered = false;
    const sendMail = vi.fn(async () => {
      expect(answered).toBe(true);
      return new Promise<void>(() => {});
    });
    const logged: string[] = [];
    const auth = createAuth({ ...testOptions(it.authDatabase, logged), sendMail });
    const headers = { "Content-Type": "application/json" };
    const url = `${BASE_URL}/api/auth/request-password-reset`;
    await auth.handle(new Request(url, { method: "POST", body: JSON.stringify({ email }), headers }));
    answered = true;
    await eventually(() => expect(sendMail).toHaveBeenCalled());
    expect(logged).toEqual([]);
  });

  test.each([
    "https://foe.example",
    "//foe.example",
    "/\\foe.example",
    "https://localhost:3000.foe.example",
    "javascript:0",
  ])("can't send anybody to %s", async (redirectTo) => {
    const { email } = await addUser(it);
    const answer = await visitor().post("/request-password-reset", { email, redirectTo });
    expect(answer).toMatchObject({ status: 403, json: { code: "INVALID_REDIRECT_URL" } });
    const query = new URLSearchParams({ callbackURL: redirectTo });
    const follow = await visitor().get(`/reset-password/${await resetToken(it, email)}?${query.toString()}`);
    expect(follow).toMatchObject({ status: 403, json: { code: "INVALID_CALLBACK_URL" } });
  });

  test("gets a link to the web app, wherever it should lead", async () => {
    const { email } = await addUser(it);
    await visitor().post("/request-password-reset", { email, redirectTo: "https://friend.example/reset" });
    await eventually(() => expect(mailsTo(it, email)[0]?.text).toContain(`\n${BASE_URL}/reset-password#token=`));
    expect(mailsTo(it, email)[0]?.text).not.toContain("friend");
  });
});
