import { ownerClient } from "@typedo/db/testing";
import { beforeEach, expect, test, vi } from "vitest";
import { addUser } from "./testing/add-user.js";
import { resetToken } from "./testing/mailed.js";
import { Browser, openTestAuth } from "./testing/test-auth.js";

/** What happens after a password was compared, and before anything is done for who sent it. */
const meanwhile = vi.hoisted(() => ({ run: async () => {} }));

vi.mock(import("./password.js"), async (original) => {
  const real = await original();
  return {
    ...real,
    verifyPassword: async (hash, password) => {
      const isGood = await real.verifyPassword(hash, password);
      await meanwhile.run();
      return isGood;
    },
  };
});

const it = openTestAuth();

beforeEach(() => {
  meanwhile.run = async () => {};
});

const visitor = () => new Browser(it.auth);

const password = "correct horse";

test("who sent the old password just before it is set anew by mail is not signed in after it", async () => {
  const { email, userId } = await addUser(it);
  const token = await resetToken(it, email);
  const late = visitor();
  meanwhile.run = async () => {
    meanwhile.run = async () => {};
    expect((await visitor().post("/reset-password", { token, newPassword: "another horse" })).status).toBe(200);
  };
  const answer = await late.post("/sign-in/email", { email, password });
  expect(answer).toMatchObject({ status: 401, json: { code: "INVALID_EMAIL_OR_PASSWORD" } });
  expect(late.cookies.size).toBe(0);
  expect(await ownerClient(it.database)`select 1 from auth.session where user_id = ${userId}`).toEqual([]);
});

test("who sent the old password just before it is changed is not signed in after it", async () => {
  const { browser, email } = await addUser(it);
  const late = visitor();
  meanwhile.run = async () => {
    meanwhile.run = async () => {};
    const change = { currentPassword: password, newPassword: "another horse", revokeOtherSessions: true };
    expect((await browser.post("/change-password", change)).status).toBe(200);
  };
  expect((await late.post("/sign-in/email", { email, password })).status).toBe(401);
  expect((await late.get("/access-token")).status).toBe(401);
  expect((await browser.get("/access-token")).status).toBe(200);
});

test("who sent the old password is not signed in while another is being stored, whose sessions have ended", async () => {
  const { email, userId } = await addUser(it);
  const late = visitor();
  const owner = ownerClient(it.database);
  let signingIn: ReturnType<Browser["post"]> | undefined;
  await owner.begin(async (transaction) => {
    const stored = new Promise<void>((resolve) => {
      meanwhile.run = async () => {
        meanwhile.run = async () => {};
        await transaction`update auth.account set password = ${"another"} where user_id = ${userId}`;
        await transaction`delete from auth.session where user_id = ${userId}`;
        resolve();
      };
    });
    signingIn = late.post("/sign-in/email", { email, password });
    await stored;
    const waiting = () => owner`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(waiting).toHaveLength(1);
  });
  expect(await signingIn).toMatchObject({ status: 401 });
  expect(await owner`select from auth.session where user_id = ${userId}`).toEqual([]);
});
