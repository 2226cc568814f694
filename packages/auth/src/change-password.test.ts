import { describe, expect, test } from "vitest";
import { addUser } from "./testing/add-user.js";
import { eventually } from "./testing/eventually.js";
import { mailsTo, resetToken } from "./testing/mailed.js";
import { Browser, openTestAuth } from "./testing/test-auth.js";

const it = openTestAuth();

const visitor = () => new Browser(it.auth);

const signInStatus = async (email: string, password: string) =>
  (await visitor().post("/sign-in/email", { email, password })).status;

describe("a known password", () => {
  const change = async (browser: Browser, more: Record<string, unknown> = {}) =>
    browser.post("/change-password", { currentPassword: "correct horse", newPassword: "another horse", ...more });

  test("can be changed, and its owner is told", async () => {
    const { browser, email } = await addUser(it);
    expect((await change(browser)).status).toBe(200);
    expect(await signInStatus(email, "correct horse")).toBe(401);
    expect(await signInStatus(email, "another horse")).toBe(200);
    await eventually(() => expect(mailsTo(it, email)).toMatchObject([{ subject: "Your password was changed" }]));
    expect(mailsTo(it, email)[0]?.text).toMatch(/If it was not/);
  });

  test("can't be changed without the current one, and nobody is told that it was", async () => {
    const { browser, email } = await addUser(it);
    const answer = await change(browser, { currentPassword: "incorrect horse" });
    expect(answer).toMatchObject({ status: 400, json: { code: "INVALID_PASSWORD" } });
    expect((await change(visitor())).status).toBe(401);
    expect(await signInStatus(email, "correct horse")).toBe(200);
    // A link is mailed after what was mailed before.
    await resetToken(it, email);
    expect(mailsTo(it, email)).toHaveLength(1);
  });

  test("can be changed once by the current one, however many ask for it at a time", async () => {
    const { browser, email } = await addUser(it);
    const chosen = ["another horse", "a third horse", "a fourth horse"];
    const answers = await Promise.all(chosen.map(async (newPassword) => change(browser, { newPassword })));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 400, 400]);
    for (const [turn, answer] of answers.entries()) {
      const changed = answer.status === 200;
      if (!changed) expect(answer.json).toMatchObject({ code: "INVALID_PASSWORD" });
      expect(await signInStatus(email, chosen[turn] ?? "")).toBe(changed ? 200 : 401);
    }
    // A link is mailed after what was mailed before.
    await resetToken(it, email);
    expect(mailsTo(it, email)).toHaveLength(2);
  });

  test.each([
    [true, 401],
    [undefined, 200],
  ])("can be changed and other sessions ended: %s", async (revokeOtherSessions, status) => {
    const { browser, email } = await addUser(it);
    const other = visitor();
    await other.post("/sign-in/email", { email, password: "correct horse" });
    expect((await change(browser, { revokeOtherSessions })).status).toBe(200);
    expect((await other.get("/access-token")).status).toBe(status);
    expect((await browser.get("/access-token")).status).toBe(200);
  });

  test("that was changed can't be set anew by a link from before", async () => {
    const { browser, email } = await addUser(it);
    const token = await resetToken(it, email);
    await change(browser);
    const answer = await visitor().post("/reset-password", { token, newPassword: "a third horse" });
    expect(answer).toMatchObject({ status: 400, json: { code: "INVALID_TOKEN" } });
  });
});
