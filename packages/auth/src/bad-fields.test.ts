import { ownerClient } from "@typedo/db/testing";
import { describe, expect, test } from "vitest";
import { addUser } from "./testing/add-user.js";
import { resetToken } from "./testing/mailed.js";
import { Browser, openTestAuth } from "./testing/test-auth.js";

const it = openTestAuth();

const OTHERS = [null, 0, true, [], {}, ["a"], { a: 1 }];

/** A body of each call that takes one, with every field, each of a value that is good; by a user of their own. */
const CALLS: Record<string, (user: { readonly email: string }) => Promise<Record<string, unknown>>> = {
  "/sign-up/email": async ({ email }) => ({
    name: "Ada",
    email: `2${email}`,
    password: "correct horse",
    callbackURL: "/",
    rememberMe: true,
  }),
  "/sign-in/email": async ({ email }) => ({ email, password: "correct horse", callbackURL: "/", rememberMe: true }),
  "/request-password-reset": async ({ email }) => ({ email, redirectTo: "/" }),
  "/reset-password": async ({ email }) => ({ newPassword: "another horse", token: await resetToken(it, email) }),
  "/change-email": async ({ email }) => ({ newEmail: `2${email}`, callbackURL: "/" }),
  "/change-password": async () => ({
    currentPassword: "correct horse",
    newPassword: "another horse",
    revokeOtherSessions: true,
  }),
  "/revoke-session": async () => ({ token: "nobody's" }),
  "/update-user": async () => ({ name: "Ada King" }),
};

/** They read none, or none of anybody's, as Better Auth is set up here. */
const WITHOUT_BODY = [
  "/get-session",
  "/revoke-other-sessions",
  "/revoke-sessions",
  "/sign-out",
  "/update-session",
  "/verify-password",
];

async function stored(): Promise<unknown> {
  const [rows] = await ownerClient(it.database)`
    select (select json_agg(t) from auth."user" t) as users, (select json_agg(t) from auth.account t) as accounts,
           (select json_agg(t) from auth.session t) as sessions, (select json_agg(t) from auth.verification t) as links`;
  return rows;
}

test("each call that is served is among those looked at here", () => {
  const served = it.auth.paths.filter(({ method }) => method === "POST").map(({ path }) => path);
  const here = [...Object.keys(CALLS), ...WITHOUT_BODY].map((path) => `/api/auth${path}`);
  expect(served.toSorted()).toEqual(here.toSorted());
});

describe("a value of another kind than the field's", () => {
  test.each(Object.entries(CALLS))("is refused by %s, and changes nothing", async (path, goodBody) => {
    const user = await addUser(it);
    const good = await goodBody(user);
    const before = await stored();
    for (const [field, value] of Object.entries(good)) {
      for (const other of OTHERS.filter((one) => typeof one !== typeof value)) {
        const answer = await user.browser.post(path, { ...good, [field]: other });
        expect([field, other, answer.status]).toEqual([field, other, 400]);
      }
    }
    for (const body of [null, 0, "", "a", true, [], ["a"], [good]]) {
      expect([body, (await user.browser.post(path, body)).status]).toEqual([body, 400]);
    }
    expect(await stored()).toEqual(before);
    // The control: nothing else was wrong with them.
    expect((await user.browser.post(path, good)).status).toBe(200);
  });

  test.each(WITHOUT_BODY)("is no fault of ours where no body is read: %s", async (path) => {
    for (const body of [
      null,
      0,
      "",
      "a",
      true,
      ...OTHERS.map((token) => ({ token, userId: token, password: token })),
    ]) {
      const { browser } = await addUser(it);
      expect((await browser.post(path, body)).status).toBeLessThan(500);
    }
  });

  test("is no name, and none at all is no change of it", async () => {
    const { browser, userId } = await addUser(it);
    const refused = { status: 400, json: { code: "INVALID_NAME" } };
    for (const name of OTHERS) {
      expect(await browser.post("/update-user", { name })).toMatchObject(refused);
      expect(await new Browser(it.auth).signUp(undefined, { name })).toMatchObject(refused);
    }
    expect((await browser.post("/update-user", { image: null })).status).toBe(200);
    expect(await it.auth.accounts.find(userId)).toMatchObject({ name: "Ada Lovelace" });
  });
});
