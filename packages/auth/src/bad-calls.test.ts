import { describe, expect, test } from "vitest";
import { addUser } from "./testing/add-user.js";
import { forge } from "./testing/forge.js";
import { BASE_URL, Browser, openTestAuth, tokenOf } from "./testing/test-auth.js";

const it = openTestAuth();

const changeOfAddress = { email: "a@b.example", updateTo: "c@d.example", requestType: "change-email-verification" };

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

test("a token that was made for something else changes no address, and is no error of ours", async () => {
  const { browser } = await addUser(it);
  const own = await tokenOf(browser, "/access-token");
  const answer = await browser.get(`/verify-email?token=${own}`);
  expect([answer.status, answer.json["code"]]).toEqual([401, "INVALID_TOKEN"]);
});

test.each([{ email: "a\0@b.example" }, { updateTo: "a\0@b.example" }])(
  "a token that somebody made up is no error of ours, whatever it says: %j",
  async (claims) => {
    const madeUp = forge({ key: "another secret, of whoever made it up", claims: { ...changeOfAddress, ...claims } });
    const answer = await new Browser(it.auth).get(`/verify-email?token=${madeUp}`);
    expect([answer.status, answer.json["code"]]).toEqual([401, "INVALID_TOKEN"]);
    expect(it.logged.filter((line) => line.startsWith("error"))).toEqual([]);
  },
);

test.each(["", "   ", "x".repeat(101)])("%j is no name, neither at sign-up nor later", async (name) => {
  const refused = { status: 400, json: { code: "INVALID_NAME" } };
  expect(await new Browser(it.auth).signUp(undefined, { name })).toMatchObject(refused);
  const { browser } = await addUser(it);
  expect(await browser.post("/update-user", { name })).toMatchObject(refused);
});

test("nobody gives their account an image, which nothing shows", async () => {
  const refused = { status: 400, json: { code: "INVALID_IMAGE" } };
  for (const image of ["javascript:alert(1)", "x".repeat(900_000), 1, {}]) {
    expect(await new Browser(it.auth).signUp(undefined, { image })).toMatchObject(refused);
    const { browser } = await addUser(it);
    expect(await browser.post("/update-user", { image })).toMatchObject(refused);
  }
  const { browser } = await addUser(it);
  expect((await browser.post("/update-user", { image: null, name: "Ada" })).status).toBe(200);
});

test("nobody signs up as verified, with an id or with a role of their own choice", async () => {
  const browser = new Browser(it.auth);
  const chosen = {
    id: "chosen",
    emailVerified: true,
    role: "admin",
    createdAt: "1970-01-01T00:00:00Z",
    scopes: "account",
  };
  const answer = await browser.signUp(undefined, chosen);
  const { user } = (await browser.get("/get-session")).json;
  expect(user).toMatchObject({ emailVerified: false });
  expect(user).not.toHaveProperty("role");
  expect(JSON.stringify([answer.json, user])).not.toMatch(/chosen|1970|admin|scopes/);
});

test.each([
  "a@example.com\r\nBcc: b@example.com",
  "a@example.com, b@example.com",
  "a@example.com b@example.com",
  "<a@example.com>",
  '"a b"@example.com',
  "a@example.com\n",
  "\u0430da@example.com",
  "ada@ex\u00e4mple.com",
  "\u212Aate@example.com",
  "a@b@example.com",
])("nobody signs up with an address that is more than one address, or looks like another: %j", async (email) => {
  expect((await new Browser(it.auth).signUp(email)).status).toBe(400);
  const { browser } = await addUser(it);
  expect((await browser.post("/change-email", { newEmail: email })).status).toBe(400);
});

test.each([
  ["x".repeat(64), "example.com", 200],
  ["x".repeat(65), "example.com", 400],
  ["x", `${"y".repeat(60)}.`.repeat(4) + "example.com", 200],
  ["x", `${"y".repeat(60)}.`.repeat(4) + "an.example.com", 400],
])("nobody has an address that no mail can be sent to, since it is too long: %s@%s", async (local, domain, status) => {
  const code = status === 400 ? "INVALID_EMAIL" : undefined;
  const { browser } = await addUser(it);
  const signedUp = await new Browser(it.auth).signUp(`${local}@${domain}`);
  expect([signedUp.status, signedUp.json["code"]]).toEqual([status, code]);
  const asked = await browser.post("/change-email", { newEmail: `${local.slice(1)}z@${domain}` });
  expect([asked.status, asked.json["code"]]).toEqual([status, code]);
});
