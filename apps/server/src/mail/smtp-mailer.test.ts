import { Writable } from "node:stream";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { type Behaviour, startSmtpServer } from "../e2e/smtp-server.js";
import type { SmtpServer } from "./mail-settings.js";
import { openMailer } from "./mailer.js";

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A server of that behaviour, and a mailer that hands over to it. */
async function openPair(behaviour: Behaviour, settings: Partial<SmtpServer> = {}) {
  const smtp = await startSmtpServer(behaviour);
  closing.push(smtp.close);
  const lines: string[] = [];
  const log = pino(
    { level: "trace" },
    new Writable({ write: (line, _encoding, done) => (lines.push(`${line}`), done()) }),
  );
  const server = { host: "127.0.0.1", port: smtp.port, secure: false, login: undefined, ...settings };
  const from = { name: "Typedo, of course", address: "typedo@example.com" };
  const mailer = openMailer({ mail: { server, from }, database: undefined }, log);
  return { smtp, mailer, log: () => lines.join("") };
}

const mail = {
  to: "ada@example.com",
  subject: "Reset your password",
  text: "Go to https://example.com/reset?token=abc",
};

describe("a mail server that accepts", () => {
  test("gets the text as it was written: other alphabets, long lines, lines of a dot, quoted signs", async () => {
    const { smtp, mailer, log } = await openPair("accepts");
    const link = `https://example.com/reset?token=${"a=b.".repeat(300)}`;
    const text = `Grüße, Ada 🌱 — 任务\n.\n..two\n\n${link}\nFrom here on: =3D = \tend \n.`;
    await mailer.send({ to: "ada@example.com", subject: "Passwort zurücksetzen für 任务", text });
    await mailer.close();
    expect(smtp.received).toHaveLength(1);
    const [received] = smtp.received;
    expect(received?.text.trimEnd()).toBe(text);
    expect([received?.from, received?.to]).toEqual(["typedo@example.com", ["ada@example.com"]]);
    expect(received?.headers.get("from")).toBe('"Typedo, of course" <typedo@example.com>');
    expect(received?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(log()).not.toMatch(/"level":(?:40|50)/);
  });

  test("gets many mails over a few connections", async () => {
    const { smtp, mailer } = await openPair("accepts");
    await Promise.all(Array.from({ length: 40 }, (_, index) => mailer.send({ ...mail, subject: `Mail ${index}` })));
    await mailer.close();
    expect(new Set(smtp.received.map(({ headers }) => headers.get("subject"))).size).toBe(40);
    expect(smtp.connections()).toBeLessThanOrEqual(5);
  });

  test("can't be made to take another header, or another recipient, by what is in a mail", async () => {
    const { smtp, mailer, log } = await openPair("accepts");
    await mailer.send({ ...mail, subject: "Hello\r\nBcc: eve@example.com\r\n\r\nAnother text\u2028X-Evil: 1" });
    for (const to of [
      "ada@example.com\r\nBcc: eve@example.com",
      "ada@example.com, eve@example.com",
      "Ada <eve@example.com>",
      "ada@example.com>\r\nRCPT TO:<eve@example.com",
      "ada@example.com\u0000",
      "",
    ]) {
      await mailer.send({ ...mail, to });
    }
    await mailer.close();
    expect(smtp.received.map(({ to }) => to)).toEqual([["ada@example.com"]]);
    const [received] = smtp.received;
    expect(received?.headers.get("subject")).toBe("Hello Bcc: eve@example.com Another text X-Evil: 1");
    expect([received?.headers.has("bcc"), received?.headers.has("x-evil")]).toEqual([false, false]);
    expect(received?.text.trimEnd()).toBe(mail.text);
    expect(log().match(/could not be sent/g)).toHaveLength(6);
  });
});

describe("a mail server that", () => {
  test("refuses is logged once, with its reason, and without the mail's text or whom it was for", async () => {
    const { smtp, mailer, log } = await openPair("refuses");
    await mailer.send(mail);
    await mailer.close();
    expect(smtp.received).toEqual([]);
    expect(log().match(/could not be sent/g)).toHaveLength(1);
    expect(log()).toContain("550 5.1.1 <the recipient> lives not here");
    expect(log()).not.toMatch(/token=abc|ada@example\.com/);
  });

  test("is not there is logged once, and the mailer goes on", async () => {
    const { smtp, mailer, log } = await openPair("accepts");
    await smtp.close();
    closing.splice(0);
    await mailer.send(mail);
    await mailer.close();
    expect(log().match(/could not be sent/g)).toHaveLength(1);
    expect(log()).toMatch(/ECONNREFUSED/);
  });

  for (const behaviour of ["silent", "stalled"] as const) {
    // Less than a mail may take: whoever closes does not wait as long as that.
    test(`is ${behaviour} holds up neither the sender nor the end`, { timeout: 12_000 }, async () => {
      const { smtp, mailer, log } = await openPair(behaviour);
      await mailer.send(mail);
      await mailer.close();
      expect(smtp.connections()).toBe(1);
      expect(log().match(/could not be sent/g)).toHaveLength(1);
    });
  }

  test("offers no TLS gets no password, unless it is on this machine", async () => {
    const login = { user: "typedo", pass: "secret" };
    const here = await openPair("accepts", { login });
    await here.mailer.send(mail);
    await here.mailer.close();
    expect(here.smtp.received).toHaveLength(1);
    const elsewhere = await openPair("accepts", { login, host: "0.0.0.0" });
    await elsewhere.mailer.send(mail);
    await elsewhere.mailer.close();
    expect(elsewhere.smtp.connections()).toBe(1);
    expect(elsewhere.smtp.received).toEqual([]);
    expect(elsewhere.log()).toMatch(/ETLS|STARTTLS/);
  });
});
