import { describe, expect, test } from "vitest";
import { accountsOf, isAccountCall, sessionOf } from "./account-calls.js";

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

test("no other call is, nor one that its method refuses", () => {
  expect(isAccountCall("POST", "/api/auth/sign-out", BASE)).toBe(false);
  expect(isAccountCall("GET", "/api/auth/get-session", BASE)).toBe(false);
  expect(isAccountCall("POST", "/api/auth/sign-instead", BASE)).toBe(false);
  expect(isAccountCall("GET", "/api/auth/sign-in/email", BASE)).toBe(false);
});

describe("an account", () => {
  const of = (body: string) => [...accountsOf(Buffer.from(body))];
  const ada = of('{"email":"ada@example.com"}')[0];

  test("is one, however its address is spelled and sent", () => {
    expect(of('{"email":" Ada@Example.COM ","password":"x"}')).toEqual([ada]);
    expect(of('\uFEFF{"email":"ada@example.com"}')).toEqual([ada]);
    expect(of('{"email":"bob@example.com","email":"ada@example.com"}')).toEqual([ada]);
    expect(of("email=ada%40example.com&password=x")).toEqual([ada]);
    expect(of("email=bob%40example.com&email=ada%40example.com")).toEqual([ada]);
  });

  test("can't hide in a body that is JSON and a form at once", () => {
    expect(of('{"email":"bob@example.com","x":"&email=ada%40example.com&password="}')).toHaveLength(2);
    expect(of('{"email":"bob@example.com","x":"&email=ada%40example.com&x="}')).toContain(ada);
  });

  test("is not told by its key", () => {
    expect(ada).not.toContain("ada");
    expect(of('{"email":"bob@example.com"}')).not.toContain(ada);
  });

  test("is nobody's where the body names none", () => {
    for (const body of ["", "{}", "[]", "null", "{", '{"email":5}']) expect(of(body)).toEqual([]);
    expect([...accountsOf(undefined)]).toEqual([]);
  });
});

test("a call without an account is about its session's own, which is told by its token alone", () => {
  const token = "abcDEF123";
  const known = sessionOf(`a=b; better-auth.session_token=${token}.signature%3D; c=d`);
  expect(known).toMatch(/^[\w-]{43}$/);
  expect(sessionOf(`__Secure-better-auth.session_token=${token}.another`)).toBe(known);
  expect(sessionOf("better-auth.session_token=other.signature")).not.toBe(known);
  expect([sessionOf(undefined), sessionOf("a=b"), sessionOf("not-better-auth.session_token=x")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
