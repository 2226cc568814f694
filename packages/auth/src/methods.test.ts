import { expect, test } from "vitest";
import { createAuth } from "./create-auth.js";
import { absentDatabase, testOptions } from "./testing/test-auth.js";

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

test("a path is told as it is declared, without what varies in it, which may be a token", () => {
  expect(auth.pathOf("/api/auth/reset-password/a-token?callbackURL=/")).toBe("/api/auth/reset-password/:token");
  expect(auth.pathOf("/api/auth/x/../sign-in/email")).toBe("/api/auth/sign-in/email");
  for (const path of ["/api/auth/nothing", "/api/auth/delete-user", "/api/tasks", "//"]) {
    expect(auth.pathOf(path)).toBeUndefined();
  }
});
