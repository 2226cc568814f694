import { fastify } from "fastify";
import { pino } from "pino";
import { Writable } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { serveDevMail } from "../steps/serve-dev-mail.js";
import { readEnvironment } from "../env.js";
import { type Mailer, openMailer } from "./mailer.js";

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Headers and socket of a request as a client on this machine makes it. */
const here = { remoteAddress: "127.0.0.1", headers: { host: "localhost:3000" } };

function openLogged(values: Record<string, string> = {}) {
  const lines: string[] = [];
  const log = pino({ base: null }, new Writable({ write: (line, _encoding, done) => (lines.push(`${line}`), done()) }));
  const environment = readEnvironment(values);
  const mailer = openMailer(environment, log);
  return { environment, mailer, lines };
}

/** A server that has this page alone. */
async function servePage(values: Record<string, string> = {}) {
  const { environment, mailer } = openLogged(values);
  const app = fastify({ trustProxy: [...environment.trustProxy] });
  const services: { mailer: Mailer } = { mailer };
  serveDevMail(app, { environment, services });
  await app.ready();
  closing.push(() => app.close());
  return { app, mailer };
}

const mail = { to: "ada@example.com", subject: "Reset <b>it</b>", text: "Go to http://localhost:3000/reset?a=1&b=2." };

describe("without SMTP_URL and with the embedded database", () => {
  test("a mail is told in one line of the log, all of it", async () => {
    const { mailer, lines } = openLogged();
    await mailer.send({ ...mail, text: "One line\nand another" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"text":"One line\\nand another"');
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ to: mail.to, subject: mail.subject });
  });

  test("mail is shown to this machine, newest first, and the newest 50 of it", async () => {
    const { app, mailer } = await servePage();
    for (let index = 0; index < 51; index += 1) await mailer.send({ ...mail, subject: `Mail ${index}.` });
    const answer = await app.inject({ url: "/dev/mail.json", ...here });
    const { items }: { items: { subject: string; at: string }[] } = answer.json();
    expect(items.map(({ subject }) => subject)).toEqual(
      Array.from({ length: 50 }, (_, index) => `Mail ${50 - index}.`),
    );
    expect(answer.headers["cache-control"]).toBe("no-store");
    const page = await app.inject({ url: "/dev/mail", ...here });
    expect([page.body.includes("Mail 50."), page.body.includes("Mail 0.")]).toEqual([true, false]);
  });

  test("its links can be followed, and nothing of it becomes HTML", async () => {
    const { app, mailer } = await servePage();
    await mailer.send({
      ...mail,
      text: `${mail.text} <script>alert(1)</script> https://example.com/"onclick="alert(1)`,
    });
    const page = await app.inject({ url: "/dev/mail", ...here });
    expect(page.body).toContain('<a href="http://localhost:3000/reset?a=1&amp;b=2">');
    expect(page.body).toContain("Reset &lt;b&gt;it&lt;/b&gt;");
    expect(page.body).not.toMatch(/<script|<b>|onclick="/);
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("a reader elsewhere, a proxy, and a page of another name get nothing", async () => {
    const { app } = await servePage({ TRUST_PROXY: "127.0.0.1" });
    const requests = {
      "from this machine": here,
      "by IPv6": { ...here, remoteAddress: "::1" },
      "by an address": { ...here, headers: { host: "127.0.0.1:3000" } },
      "from another machine": { ...here, remoteAddress: "192.0.2.7" },
      "by a proxy for another": { ...here, headers: { ...here.headers, "x-forwarded-for": "192.0.2.7" } },
      "by a proxy that says it is from here": { ...here, headers: { ...here.headers, "x-forwarded-for": "127.0.0.1" } },
      "by a proxy that tells the host": { ...here, headers: { ...here.headers, "x-forwarded-host": "localhost" } },
      "by a proxy of RFC 7239": { ...here, headers: { ...here.headers, forwarded: "for=127.0.0.1" } },
      "by another name": { ...here, headers: { host: "rebound.example.com" } },
    };
    const statuses = async (url: string) =>
      Promise.all(
        Object.entries(requests).map(async ([who, request]) => [
          who,
          (await app.inject({ url, ...request })).statusCode,
        ]),
      ).then(Object.fromEntries);
    const expected = {
      "from this machine": 200,
      "by IPv6": 200,
      "by an address": 200,
      "from another machine": 404,
      "by a proxy for another": 404,
      "by a proxy that says it is from here": 404,
      "by a proxy that tells the host": 404,
      "by a proxy of RFC 7239": 404,
      "by another name": 404,
    };
    expect(await statuses("/dev/mail")).toEqual(expected);
    expect(await statuses("/dev/mail.json")).toEqual(expected);
  });

  test("a server with a public name shows none", async () => {
    const { app } = await servePage({ BETTER_AUTH_URL: "https://tasks.example.com" });
    expect((await app.inject({ url: "/dev/mail.json", ...here })).statusCode).toBe(404);
  });
});

describe("without SMTP_URL and with a database of one's own", () => {
  const own = { DATABASE_URL: "postgres://typedo:password@127.0.0.1/typedo" };

  test("the start says what can't be done, and a mail leaves nothing of its text", async () => {
    const { mailer, lines } = openLogged(own);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"level":40.*nobody can reset a password: set SMTP_URL and MAIL_FROM/);
    await mailer.send(mail);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/"level":40.*was not sent/);
    expect(lines[1]).not.toMatch(/reset\?a|ada@example/);
  });

  test("there is no page", async () => {
    const { app, mailer } = await servePage(own);
    await mailer.send(mail);
    expect((await app.inject({ url: "/dev/mail", ...here })).statusCode).toBe(404);
    expect((await app.inject({ url: "/dev/mail.json", ...here })).statusCode).toBe(404);
  });
});

test("with SMTP_URL there is no page", async () => {
  const { app } = await servePage({ SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "typedo@example.com" });
  expect((await app.inject({ url: "/dev/mail", ...here })).statusCode).toBe(404);
});
