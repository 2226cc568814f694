import { expect, onTestFinished, test } from "vitest";
import { readJson, signUp } from "./person.js";
import { newDataDirectory, startTypedo } from "./typedo-process.js";

test("where sign-up is closed, nobody makes an account, and who has one signs in", async () => {
  const data = await newDataDirectory();
  onTestFinished(() => data.remove());
  const open = await startTypedo(data.path, {});
  const ada = await signUp(open.url, "ada");
  await open.stop();

  const closed = await startTypedo(data.path, { SIGN_UP: "closed" });
  onTestFinished(async () => void (await closed.stop()));
  const post = async (path: string, body: object) =>
    fetch(`${closed.url}/api/auth/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: closed.url },
      body: JSON.stringify(body),
    });
  const refused = await post("sign-up/email", { name: "bob", email: "bob@example.com", password: "bob-password" });
  expect(refused.status).toBe(400);
  expect(await readJson<object>(refused)).toMatchObject({ code: "EMAIL_PASSWORD_SIGN_UP_DISABLED" });
  expect((await post("sign-in/email", { email: "ada@example.com", password: ada.password })).status).toBe(200);
});
