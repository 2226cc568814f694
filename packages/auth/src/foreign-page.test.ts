import { describe, expect, test } from "vitest";
import { addUser } from "./testing/add-user.js";
import { Browser, openTestAuth } from "./testing/test-auth.js";

const it = openTestAuth();

describe("another page", () => {
  test("can't act with the user's cookies, unless it is trusted", async () => {
    const { browser } = await addUser(it);
    const foreign = await browser.post("/sign-out", {}, { Origin: "https://foe.example" });
    expect(foreign).toMatchObject({ status: 403, json: { code: "INVALID_ORIGIN" } });
    expect((await browser.get("/get-session")).json).toHaveProperty("user");
    expect((await browser.post("/sign-out", {}, { Origin: "https://friend.example" })).status).toBe(200);
  });

  test("can't sign a user in", async () => {
    const answer = await new Browser(it.auth).post("/sign-in/email", {}, { Origin: "https://foe.example" });
    expect(answer.status).not.toBe(200);
    const { email } = await addUser(it);
    const password = "correct horse";
    const browser = new Browser(it.auth);
    const foreign = await browser.post("/sign-in/email", { email, password }, { Origin: "https://foe.example" });
    expect(foreign).toMatchObject({ status: 403, json: { code: "INVALID_ORIGIN" } });
    expect((await browser.post("/sign-in/email", { email, password })).status).toBe(200);
  });
});
