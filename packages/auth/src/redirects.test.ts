import { describe, expect, test } from "vitest";
import { addUser } from "./testing/add-user.js";
import { BASE_URL, Browser, openTestAuth } from "./testing/test-auth.js";

const it = openTestAuth();

const FIELDS = {
  callbackURL: "INVALID_CALLBACK_URL",
  redirectTo: "INVALID_REDIRECT_URL",
  errorCallbackURL: "INVALID_ERROR_CALLBACK_URL",
  newUserCallbackURL: "INVALID_NEW_USER_CALLBACK_URL",
};

/** Each leads to another site than ours and our friend's, or would once it is normalised. */
const ELSEWHERE = [
  "https://foe.example",
  "//foe.example",
  "///foe.example",
  "/..//foe.example",
  "/.//foe.example",
  "/a/..//foe.example",
  "/a/../..//foe.example",
  "/%2e%2e//foe.example",
  "/%2E.//foe.example",
  "/..///foe.example",
  "/..//user@foe.example:8080/",
  "/..//foe.example?a#b",
  "/../\\foe.example",
  "/..\\/foe.example",
  "/\\foe.example",
  "\\\\foe.example",
  "/\t/foe.example",
  "/\n/foe.example",
  "/.\t.//foe.example",
  "/..\r\n//foe.example",
  " //foe.example",
  "/..%2f/foe.example",
  "https:foe.example",
  "https:\\foe.example",
  "https://friend.example@foe.example",
  "https://friend.example.foe.example",
  "https://foe.example\\@friend.example",
  "http://localhost:3001",
  "javascript:alert(1)",
  "data:text/html,x",
  "blob:http://localhost:3000/x",
];

/** Where a browser would be then, at our origin. */
function landing(answer: { readonly headers: Headers }): string {
  return new URL(answer.headers.get("Location") ?? "/", `${BASE_URL}/api/auth/x`).origin;
}

describe("a link whose token is not good", () => {
  test.each(ELSEWHERE)("leads nobody to %j", async (callbackURL) => {
    const query = new URLSearchParams({ callbackURL }).toString();
    for (const path of [`/verify-email?token=x&${query}`, `/reset-password/x?${query}`]) {
      const answer = await new Browser(it.auth).get(path);
      expect([answer.status, answer.json["code"], landing(answer)]).toEqual([403, FIELDS.callbackURL, BASE_URL]);
    }
  });

  test.each([
    ["/account", "/account?error=INVALID_TOKEN"],
    ["/account?a=//b#//c", "/account?a=//b&error=INVALID_TOKEN#//c"],
    ["/a/../account", "/account?error=INVALID_TOKEN"],
    [`${BASE_URL}/account`, `${BASE_URL}/account?error=INVALID_TOKEN`],
    ["https://friend.example/in", "https://friend.example/in?error=INVALID_TOKEN"],
  ])("leads to %s, which is ours or trusted", async (callbackURL, location) => {
    const query = new URLSearchParams({ token: "x", callbackURL }).toString();
    const answer = await new Browser(it.auth).get(`/verify-email?${query}`);
    expect([answer.status, answer.headers.get("Location")]).toEqual([302, location]);
  });
});

describe("every call", () => {
  test.each(ELSEWHERE)("refuses to lead to %j, in the body and in the query", async (target) => {
    const { browser } = await addUser(it);
    for (const { method, path } of it.auth.paths) {
      for (const [field, code] of Object.entries(FIELDS)) {
        const called = path.replace("/api/auth", "").replaceAll(/:\w+/g, "x");
        const query = new URLSearchParams({ token: "x", [field]: target }).toString();
        const body = { ...BODY, [field]: target };
        const answers =
          method === "GET"
            ? [await browser.get(`${called}?${query}`)]
            : [await browser.post(called, body), await browser.post(`${called}?${query}`, BODY)];
        for (const answer of answers) {
          expect([method, path, answer.status, answer.json["code"]]).toEqual([method, path, 403, code]);
        }
      }
    }
    expect((await browser.get("/get-session")).json).toHaveProperty("user");
    expect(JSON.stringify(it.mails)).not.toContain("foe");
  });
});

/** Enough for every call, so that it is not refused for anything else. */
const BODY = {
  name: "Ada",
  email: "ada@example.com",
  newEmail: "ada@example.org",
  password: "correct horse",
  currentPassword: "correct horse",
  newPassword: "another horse",
  token: "x",
};
