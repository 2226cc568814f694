import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readJson, signUp } from "./person.js";
import { type SmtpListener, startSmtpServer } from "./smtp-server.js";
import { newDataDirectory, startTypedo, type TypedoProcess } from "./typedo-process.js";

let data: Awaited<ReturnType<typeof newDataDirectory>>;
let typedo: TypedoProcess;

beforeAll(async () => {
  data = await newDataDirectory();
});

afterAll(async () => {
  await data.remove();
});

async function post(path: string, body: unknown): Promise<number> {
  const answer = await fetch(typedo.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin: typedo.url },
    body: JSON.stringify(body),
  });
  return answer.status;
}

/** Asks for a mail to reset the password. */
async function forgetPassword(email: string): Promise<void> {
  expect(await post("/api/auth/request-password-reset", { email })).toBe(200);
}

/** Sets a new password by the link of a mail, and signs in with it. */
async function useLink(text: string, email: string): Promise<void> {
  const [, token] = /token=([\w-]+)/.exec(text) ?? [];
  const newPassword = "another correct horse";
  expect(await post("/api/auth/reset-password", { token, newPassword })).toBe(200);
  expect(await post("/api/auth/sign-in/email", { email, password: newPassword })).toBe(200);
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("on a developer's machine", () => {
  beforeAll(async () => {
    typedo = await startTypedo(data.path, { HOST: "0.0.0.0" });
  });

  afterAll(async () => {
    await typedo.stop();
  });

  interface Mails {
    readonly items: readonly { readonly to: string; readonly text: string }[];
  }

  test("who forgot the password gets back in by the mail at /dev/mail, which the log tells too", async () => {
    const email = "ada@example.com";
    await signUp(typedo.url, "ada");
    await forgetPassword(email);
    const mail = await until(async () => {
      const { items } = await readJson<Mails>(await fetch(`${typedo.url}/dev/mail.json`));
      return items.find(({ to }) => to === email);
    });
    await until(() => typedo.output().includes(JSON.stringify(mail.text)) || undefined);
    const page = await fetch(`${typedo.url}/dev/mail`, { headers: { accept: "text/html" } });
    expect(await page.text()).toContain(email);
    await useLink(mail.text, email);
  });

  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === "IPv4" && !one.internal);

  test.skipIf(!address)("no other machine sees it", async () => {
    const { port } = new URL(typedo.url);
    const headers = { accept: "text/html" };
    expect((await fetch(`http://${address?.address}:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`http://${address?.address}:${port}/dev/mail`, { headers })).status).toBe(404);
    expect((await fetch(`http://${address?.address}:${port}/dev/mail.json`, { headers })).status).toBe(404);
  });
});

describe("with a mail server", () => {
  let smtp: SmtpListener;

  beforeAll(async () => {
    smtp = await startSmtpServer();
    typedo = await startTypedo(data.path, {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: "Typedo <typedo@example.com>",
    });
  });

  afterAll(async () => {
    await typedo.stop();
    await smtp.close();
  });

  test("who forgot the password gets back in by the mail that comes, and nobody else sees it", async () => {
    const email = "bob@example.com";
    await signUp(typedo.url, "bob");
    await forgetPassword(email);
    const mail = await until(() => smtp.received.find(({ to }) => to.includes(email)));
    expect([mail.from, mail.headers.get("from")]).toEqual(["typedo@example.com", "Typedo <typedo@example.com>"]);
    const [, token = "none"] = /token=([\w-]+)/.exec(mail.text) ?? [];
    expect(typedo.output()).not.toContain(token);
    expect((await fetch(`${typedo.url}/dev/mail`, { headers: { accept: "text/html" } })).status).toBe(404);
    await useLink(mail.text, email);
  });
});
