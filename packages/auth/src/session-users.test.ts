import { DatabaseError, DatabaseUnavailableError } from "@typedo/db";
import { ownerClient } from "@typedo/db/testing";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createAuth } from "./create-auth.js";
import type { Auth } from "./options.js";
import { addUser } from "./testing/add-user.js";
import { stopClockAt } from "./testing/clock.js";
import { makeKey } from "./testing/make-key.js";
import { absentDatabase, Browser, openTestAuth, testOptions } from "./testing/test-auth.js";

const NAME = "better-auth.session_token";
const DAY = 24 * 60 * 60_000;

const it = openTestAuth();
let browser: Browser;
let userId: string;
/** As Better Auth sets it: percent-encoded. */
let value: string;

beforeAll(async () => {
  ({ browser, userId } = await addUser(it));
  value = browser.cookies.get(NAME) ?? "";
});

const userOf = async (cookie: string, auth: Auth = it.auth) => auth.userOfSession(new Headers({ Cookie: cookie }));

/** Whether Better Auth itself takes the cookie for a session. */
async function isSession(cookie: string, auth: Auth = it.auth): Promise<boolean> {
  return (await new Browser(auth).get("/get-session", { Cookie: cookie })).json["session"] !== undefined;
}

describe("the user of a session is known", () => {
  test.each<readonly [string, () => string]>([
    ["as it was set", () => `${NAME}=${value}`],
    ["not encoded", () => `${NAME}=${decodeURIComponent(value)}`],
    ["with each letter encoded", () => `${NAME}=${encodeAll(decodeURIComponent(value))}`],
    ["in quotes", () => `${NAME}="${value}"`],
    ["among others", () => `a=b; ${NAME}=${value}; c=d`],
    ["without spaces", () => `a=b;${NAME}=${value};c=d`],
  ])("from its cookie %s", async (_, cookie) => {
    expect(await isSession(cookie())).toBe(true);
    expect(await userOf(cookie())).toBe(userId);
  });

  test("from a secure cookie where the public origin is", async () => {
    const auth = createAuth({ ...testOptions(it.authDatabase), baseUrl: "https://tasks.example.com" });
    expect(await isSession(`__Secure-${NAME}=${value}`, auth)).toBe(true);
    expect(await userOf(`__Secure-${NAME}=${value}`, auth)).toBe(userId);
  });
});

describe("nobody's session is", () => {
  test.each<readonly [string, () => string]>([
    ["another name", () => `other=${value}`],
    ["a token without its signature", () => `${NAME}=${decodeURIComponent(value).split(".")[0]}`],
    ["another signature", () => `${NAME}=${value.replace(/\.(.)/, (_, first) => (first === "A" ? ".B" : ".A"))}`],
    ["nothing", () => `${NAME}=`],
  ])("%s", async (_, cookie) => {
    expect(await isSession(cookie())).toBe(false);
    expect(await userOf(cookie())).toBeUndefined();
  });

  test("no cookie at all, nor a key or a token", async () => {
    const { bearer } = await makeKey(it.auth, userId);
    expect(await it.auth.userOfSession(new Headers({ Authorization: bearer }))).toBeUndefined();
  });

  test("one that was ended", async () => {
    const other = await addUser(it);
    const cookie = `${NAME}=${other.browser.cookies.get(NAME)}`;
    expect(await userOf(cookie)).toBe(other.userId);
    await other.browser.post("/sign-out");
    expect(await userOf(cookie)).toBeUndefined();
  });

  test("one that expired", async () => {
    const cookie = `${NAME}=${(await addUser(it)).browser.cookies.get(NAME)}`;
    stopClockAt(Date.now() + 8 * DAY);
    expect(await userOf(cookie)).toBeUndefined();
  });
});

test("asking whose session it is does not make it last longer", async () => {
  const ends = async () => ownerClient(it.database)`select expires_at from auth.session where user_id = ${userId}`;
  const before = await ends();
  stopClockAt(Date.now() + 3 * DAY);
  expect(await userOf(`${NAME}=${value}`)).toBe(userId);
  expect(await ends()).toEqual(before);
  // The control: a page that asks does.
  await browser.get("/get-session");
  expect(await ends()).not.toEqual(before);
});

test("a session ends 90 days after its sign-in, however much it is used", async () => {
  const used = await addUser(it);
  const cookie = `${NAME}=${used.browser.cookies.get(NAME)}`;
  await ownerClient(it.database)`
    update auth.session set created_at = now() - interval '85 days' where user_id = ${used.userId}`;
  stopClockAt(Date.now() + 4 * DAY);
  await used.browser.get("/get-session");
  expect(await userOf(cookie)).toBe(used.userId);
  const [row] = await ownerClient(it.database)`
    select extract(epoch from expires_at - created_at) / 86400 as days, updated_at > now() as renewed
    from auth.session where user_id = ${used.userId}`;
  expect({ ...row, days: Number(row?.["days"]) }).toEqual({ days: 90, renewed: true });
  vi.setSystemTime(Date.now() + 2 * DAY);
  expect(await userOf(cookie)).toBeUndefined();
});

describe("a database that does not serve is not taken for no session", () => {
  test("when it is away", async () => {
    const away = createAuth(testOptions(absentDatabase()));
    await expect(userOf(`${NAME}=${value}`, away)).rejects.toThrow(DatabaseUnavailableError);
    expect(await away.userOfSession(new Headers())).toBeUndefined();
  });

  test("when it refuses", async () => {
    await ownerClient(it.database)`revoke select on auth.session from typedo_auth`;
    await expect(userOf(`${NAME}=${value}`)).rejects.toThrow(DatabaseError);
    await ownerClient(it.database)`grant select on auth.session to typedo_auth`;
    expect(await userOf(`${NAME}=${value}`)).toBe(userId);
  });
});

function encodeAll(text: string): string {
  return Array.from(text, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
}
