import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test, vi } from "vitest";
import { addUser } from "./testing/add-user.js";
import { stopClockAt } from "./testing/clock.js";
import { eventually } from "./testing/eventually.js";
import { emailLink, mailsTo, resetToken } from "./testing/mailed.js";
import { Browser, openTestAuth, someEmail } from "./testing/test-auth.js";

const it = openTestAuth();

const askFor = async (browser: Browser, newEmail: string) => emailLink(it, browser, newEmail);

const emailOf = async (userId: string) => (await it.auth.accounts.find(userId))?.email;

const later = (seconds: number) => stopClockAt(Date.now() + seconds * 1000);

describe("an address", () => {
  test("is changed when the link is followed that was mailed to the new one, and the old one is told", async () => {
    const { browser, email, userId } = await addUser(it);
    const newEmail = someEmail();
    const link = await askFor(browser, newEmail);
    expect(await emailOf(userId)).toBe(email);
    expect(mailsTo(it, newEmail)[0]?.text).toMatch(/ignore this mail/);

    const followed = await browser.get(link);
    expect([followed.status, followed.headers.get("Location")]).toEqual([302, "/account"]);
    expect(await it.auth.accounts.find(userId)).toMatchObject({ email: newEmail, emailVerified: true });
    await eventually(() => expect(mailsTo(it, email)).toMatchObject([{ subject: "Your e-mail address was changed" }]));
    const signIn = async (address: string) =>
      (await new Browser(it.auth).post("/sign-in/email", { email: address, password: "correct horse" })).status;
    expect([await signIn(email), await signIn(newEmail)]).toEqual([401, 200]);
  });

  test("can be changed again, once it is verified", async () => {
    const { browser, userId } = await addUser(it);
    const [first, second] = [someEmail(), someEmail()];
    await browser.get(await askFor(browser, first));
    await browser.get(await askFor(browser, second));
    expect(await emailOf(userId)).toBe(second);
    await eventually(() => expect(mailsTo(it, first).at(-1)?.subject).toBe("Your e-mail address was changed"));
  });

  test("can be changed by a link that is followed where nobody is signed in", async () => {
    const { browser, userId } = await addUser(it);
    const newEmail = someEmail();
    const link = await askFor(browser, newEmail);
    const stranger = new Browser(it.auth);
    const followed = await stranger.get(link);
    expect(followed.headers.get("Location")).toBe("/account");
    expect(await emailOf(userId)).toBe(newEmail);
    expect((await browser.get("/access-token")).status).toBe(200);

    // But they are not signed in by that, with any cookie of the answer.
    expect(stranger.cookies.has("better-auth.session_token")).toBe(false);
    for (const line of followed.headers.getSetCookie()) {
      const thief = new Browser(it.auth);
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      thief.cookies.set(name, value);
      expect((await thief.get("/access-token")).status).toBe(401);
    }
    expect(await ownerClient(it.database)`select from auth.session where user_id = ${userId}`).toHaveLength(1);
  });

  test("can't be changed without a session, or by a link with a letter changed", async () => {
    const { browser, email, userId } = await addUser(it);
    const anonymous = await new Browser(it.auth).post("/change-email", { newEmail: someEmail() });
    expect(anonymous.status).toBe(401);
    const link = await askFor(browser, someEmail());
    const broken = link.replace(/(?<=token=[^.]+\.)./, (letter) => (letter === "a" ? "b" : "a"));
    expect((await browser.get(broken)).headers.get("Location")).toBe("/account?error=INVALID_TOKEN");
    expect(await emailOf(userId)).toBe(email);
  });

  test.each([
    [59, true],
    [61, false],
  ])("can be changed for an hour: after %i minutes %s", async (minutes, changed) => {
    const { browser, email, userId } = await addUser(it);
    const newEmail = someEmail();
    const link = await askFor(browser, newEmail);
    later(minutes * 60);
    const { headers } = await browser.get(link);
    expect(headers.get("Location")).toBe(changed ? "/account" : "/account?error=TOKEN_EXPIRED");
    expect(await emailOf(userId)).toBe(changed ? newEmail : email);
  });

  test("that is taken is answered as one that is not, and nothing is mailed to it", async () => {
    const [asking, other] = [await addUser(it), await addUser(it)];
    const free = await asking.browser.post("/change-email", { newEmail: someEmail() });
    const taken = await asking.browser.post("/change-email", { newEmail: other.email.toUpperCase() });
    expect([taken.status, taken.text]).toEqual([free.status, free.text]);
    await askFor(asking.browser, someEmail());
    expect(mailsTo(it, other.email)).toEqual([]);
  });

  test("that was taken meanwhile stays its owner's", async () => {
    const { browser, email, userId } = await addUser(it);
    const newEmail = someEmail();
    const link = await askFor(browser, newEmail);
    const owner = new Browser(it.auth);
    await owner.signUp(newEmail);
    expect((await browser.get(link)).headers.get("Location")).toBe("/account?error=INVALID_TOKEN");
    expect(await emailOf(userId)).toBe(email);
  });

  test("that was changed gets no more links to set the password", async () => {
    const { browser, email } = await addUser(it);
    const token = await resetToken(it, email);
    await browser.get(await askFor(browser, someEmail()));
    const answer = await new Browser(it.auth).post("/reset-password", { token, newPassword: "another horse" });
    expect(answer).toMatchObject({ status: 400, json: { code: "INVALID_TOKEN" } });
  });
});

describe("a link that an intruder asked for", () => {
  test.each<readonly [string, (user: { browser: Browser; email: string }) => Promise<unknown>]>([
    [
      "changed",
      async ({ browser }) =>
        browser.post("/change-password", { currentPassword: "correct horse", newPassword: "another horse" }),
    ],
    [
      "set anew",
      async ({ email }) => {
        const token = await resetToken(it, email);
        return new Browser(it.auth).post("/reset-password", { token, newPassword: "another horse" });
      },
    ],
  ])("is good no more once the password was %s", async (_, change) => {
    const { browser, email, userId } = await addUser(it);
    const link = await askFor(browser, someEmail());
    later(2);
    expect(await change({ browser, email })).toMatchObject({ status: 200 });
    const followed = await new Browser(it.auth).get(link);
    expect(followed.headers.get("Location")).toBe("/account?error=INVALID_TOKEN");
    expect(followed.headers.getSetCookie()).toEqual([]);
    expect(await emailOf(userId)).toBe(email);
  });
});

describe("a link that was mailed for one account", () => {
  test("changes no other that has got its address since", async () => {
    const address = someEmail();
    const squatter = new Browser(it.auth);
    await squatter.signUp(address);
    const owner = await addUser(it);
    later(2);
    const kept = await askFor(squatter, someEmail());
    await squatter.get(await askFor(squatter, someEmail()));
    await owner.browser.get(await askFor(owner.browser, address));
    expect(await emailOf(owner.userId)).toBe(address);

    const followed = await new Browser(it.auth).get(kept);
    expect(followed.headers.get("Location")).toBe("/account?error=INVALID_TOKEN");
    expect(await emailOf(owner.userId)).toBe(address);
  });
});

describe("a link", () => {
  test.each(["https://foe.example", "//foe.example", "/\\foe.example", "javascript:0"])(
    "leads nobody to %s, whoever made it",
    async (callbackURL) => {
      const { browser, email, userId } = await addUser(it);
      const newEmail = someEmail();
      const asked = await browser.post("/change-email", { newEmail, callbackURL });
      expect(asked).toMatchObject({ status: 403, json: { code: "INVALID_CALLBACK_URL" } });
      const link = await askFor(browser, newEmail);
      const query = new URLSearchParams({ callbackURL });
      const bent = link.replace(/callbackURL=.*/, query.toString());
      expect(await browser.get(bent)).toMatchObject({ status: 403, json: { code: "INVALID_CALLBACK_URL" } });
      expect(await emailOf(userId)).toBe(email);
    },
  );

  test("leads to the account's page, whatever other page asked for it", async () => {
    const { browser } = await addUser(it);
    const newEmail = someEmail();
    await browser.post("/change-email", { newEmail, callbackURL: "https://friend.example/in" });
    const mail = await vi.waitUntil(() => mailsTo(it, newEmail)[0], 20_000);
    expect(mail.text).toMatch(/callbackURL=%2Faccount$/m);
  });

  test("to verify an address can't be asked for by anybody, for anybody", async () => {
    const { browser, email } = await addUser(it);
    expect((await browser.post("/send-verification-email", { email })).status).toBe(404);
  });
});
