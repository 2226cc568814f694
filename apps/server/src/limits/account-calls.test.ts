import { createAuth } from "@typedo/auth";
import { openAuthDatabase } from "@typedo/db";
import { describe, expect, test } from "vitest";
import { authProblem } from "../auth-problem.js";
import { accountOf, isAccountCall } from "./account-calls.js";

const BASE = "https://tasks.example.com";

describe("a call is limited as sign-in is", () => {
  test.each([
    "/api/auth/sign-in/email",
    "/api/auth/sign-up/email",
    "/api/auth/request-password-reset",
    "/api/auth/reset-password",
    "/api/auth/change-password",
    "/api/auth/change-email",
    "/api/auth/verify-password",
    "/api/auth/delete-user",
    "/api/auth/send-verification-email",
  ])("POST %s", (path) => {
    expect(isAccountCall("POST", path, BASE)).toBe(true);
    expect(isAccountCall("POST", `${path}?a=b`, BASE)).toBe(true);
  });

  test.each([
    "/api/auth/x/../sign-in/email",
    "/api/auth/./sign-in/email",
    "/api/auth/%2e%2e/auth/sign-in/email",
    "/api/auth/%73ign-in/email",
    "/api/auth\\sign-in\\email",
    "http://another.example.com/api/auth/sign-in/email",
  ])("also where its path is written as %s", (path) => {
    expect(isAccountCall("POST", path, BASE)).toBe(true);
  });

  test("also where a mailed link tries its token", () => {
    expect(isAccountCall("GET", "/api/auth/reset-password/token", BASE)).toBe(true);
    expect(isAccountCall("HEAD", "/api/auth/reset-password/token", BASE)).toBe(true);
  });
});

test("of all that is served, what is not limited so takes no password and sends no mail", () => {
  const { paths } = createAuth({
    // Nothing is asked of it.
    database: openAuthDatabase({ url: "postgres://127.0.0.1:1/none" }, { poolSize: 1 }),
    secret: "a secret of the tests, which is long enough",
    baseUrl: BASE,
    trustedOrigins: [],
    problem: authProblem,
    sendMail: async () => {},
    log: () => {},
  });
  const open = paths.filter(({ method, path }) => method !== "GET" && !isAccountCall(method, path, BASE));
  expect(open.map(({ path }) => path).sort()).toEqual([
    "/api/auth/get-session",
    "/api/auth/revoke-other-sessions",
    "/api/auth/revoke-session",
    "/api/auth/revoke-sessions",
    "/api/auth/sign-out",
    "/api/auth/update-session",
    "/api/auth/update-user",
  ]);
});

test("no other call is, nor one that its method refuses", () => {
  expect(isAccountCall("POST", "/api/auth/sign-out", BASE)).toBe(false);
  expect(isAccountCall("GET", "/api/auth/get-session", BASE)).toBe(false);
  expect(isAccountCall("POST", "/api/auth/sign-instead", BASE)).toBe(false);
  expect(isAccountCall("GET", "/api/auth/sign-in/email", BASE)).toBe(false);
});

describe("an account", () => {
  const of = (body: string) => accountOf(Buffer.from(body));
  const ada = of('{"email":"ada@example.com"}');

  test("is one, however its address is spelled and sent", () => {
    expect(of('{"email":" Ada@Example.COM ","password":"x"}')).toBe(ada);
    expect(of('\uFEFF{"email":"ada@example.com"}')).toBe(ada);
    expect(of('{"email":"bob@example.com","email":"ada@example.com"}')).toBe(ada);
  });

  test("is not told by its key", () => {
    expect(ada).toMatch(/^[\w-]{43}$/);
    expect(ada).not.toContain("ada");
    expect(of('{"email":"bob@example.com"}')).not.toBe(ada);
  });

  test("is nobody's where the body names none", () => {
    for (const body of ["", "{}", "[]", "null", "{", '{"email":5}', "email=ada%40example.com"]) {
      expect(of(body)).toBeUndefined();
    }
    expect(accountOf(undefined)).toBeUndefined();
  });
});
