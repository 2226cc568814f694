import { expect, test } from "vitest";
import { attempt } from "./account-error.js";

const refused = (status: number, code?: string, message?: string) =>
  attempt(async () => ({ error: { status, code, message } }));

test("tells at its field what is wrong with it", async () => {
  expect(await refused(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL")).toMatchObject({ field: "email" });
  expect(await refused(400, "INVALID_NAME", "A name has 1 to 100 characters")).toMatchObject({ field: "name" });
  expect(await refused(400, "PASSWORD_TOO_SHORT")).toMatchObject({ field: "password" });
});

test("tells at its field, in words for people, what Better Auth's own schema refuses", async () => {
  const at = async (message: string) => refused(400, "VALIDATION_ERROR", message);
  const noAddress = { field: "email", message: "This is not an e-mail address." };
  expect(await at("[body.email] Invalid email address")).toEqual(noAddress);
  expect(await at("[body.newEmail] Invalid email address")).toEqual(noAddress);
  expect(await at("[body.rememberMe] Expected boolean; [body.name] Invalid input")).toMatchObject({ field: "name" });
  expect((await at("[body] Invalid input"))?.message).not.toContain("[body]");
});

test("tells above the form what no single field is to blame for", async () => {
  expect(await refused(401, "INVALID_EMAIL_OR_PASSWORD")).not.toHaveProperty("field");
  expect((await refused(429))?.message).toContain("Too many tries");
  expect((await refused(400, "EMAIL_PASSWORD_SIGN_UP_DISABLED"))?.message).toContain("No accounts are made here");
  expect((await refused(500, undefined, "stack trace"))?.message).not.toContain("stack trace");
  expect((await refused(403, "SOMETHING_NEW", "Not from here"))?.message).toBe("Not from here.");
});

test("tells that the server can't be reached", async () => {
  const failure = await attempt(async () => {
    throw new TypeError("Failed to fetch");
  });
  expect(failure?.message).toContain("can't be reached");
});

test("tells nothing after success", async () => {
  expect(await attempt(async () => ({ error: null }))).toBeUndefined();
});
