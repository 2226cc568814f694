import { expect, test } from "vitest";
import { createAuth } from "./create-auth.js";
import { absentDatabase, BASE_URL, testOptions } from "./testing/test-auth.js";

const auth = createAuth(testOptions(absentDatabase()));

test("each path that is served is told, by its method, and none that is not", () => {
  const posts = auth.paths.filter(({ method }) => method === "POST").map(({ path }) => path);
  expect(posts).toEqual(expect.arrayContaining(["/api/auth/sign-in/email", "/api/auth/change-password"]));
  expect(auth.paths).toContainEqual({ method: "GET", path: "/api/auth/reset-password/:token" });
  for (const { method, path } of auth.paths)
    expect([method, path, auth.knows(method, path)]).toEqual([method, path, true]);
  for (const path of ["/delete-user", "/api-key/create", "/sign-in/social", "/send-verification-email"]) {
    expect(auth.knows("POST", `/api/auth${path}`)).toBe(false);
    expect(posts).not.toContain(`/api/auth${path}`);
  }
});

test("nothing of sign-in with other services is served, by any method", async () => {
  for (const path of ["/callback/github", "/callback/x?error=a&state=b", "/error", "/error?error=a", "/link-social"]) {
    const url = `${BASE_URL}/api/auth${path}`;
    expect([path, auth.methodsOf(url), auth.pathOf(url)]).toEqual([path, [], undefined]);
    for (const method of ["GET", "POST", "HEAD", "OPTIONS"]) {
      const { headers, status } = await auth.handle(new Request(url, { method }));
      expect([path, method, status, headers.get("Location")]).toEqual([path, method, 404, null]);
    }
  }
  expect(auth.paths.map(({ path }) => path).filter((path) => /callback|error|social/.test(path))).toEqual([]);
});

test("a path is told as it is declared, without what varies in it, which may be a token", () => {
  expect(auth.pathOf("/api/auth/reset-password/a-token?callbackURL=/")).toBe("/api/auth/reset-password/:token");
  expect(auth.pathOf("/api/auth/x/../sign-in/email")).toBe("/api/auth/sign-in/email");
  for (const path of ["/api/auth/nothing", "/api/auth/delete-user", "/api/tasks", "//"]) {
    expect(auth.pathOf(path)).toBeUndefined();
  }
});
