import { describe, expect, test } from "vitest";
import { EnvironmentError, readEnvironment } from "../env.js";

const from = "typedo@example.com";

function readMail(values: Record<string, string>) {
  return readEnvironment(values).mail;
}

/** What is said of an environment that is refused. */
function refusalOf(values: Record<string, string>): string {
  try {
    readEnvironment(values);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("SMTP_URL", () => {
  test("says where, how and as whom", () => {
    expect(readMail({ SMTP_URL: "smtp://mail.example.com", MAIL_FROM: from })?.server).toEqual({
      host: "mail.example.com",
      port: 587,
      secure: false,
      login: undefined,
    });
    expect(readMail({ SMTP_URL: "smtps://ada%40example.com:p%3Aq@[::1]:4650/", MAIL_FROM: from })?.server).toEqual({
      host: "::1",
      port: 4650,
      secure: true,
      login: { user: "ada@example.com", pass: "p:q" },
    });
    expect(readMail({ SMTP_URL: "smtps://mail.example.com", MAIL_FROM: from })?.server.port).toBe(465);
  });

  test("is refused in one line that does not tell its password, where it makes no sense", () => {
    for (const url of [
      "mail.example.com",
      "http://user:hidden@mail.example.com",
      "smtp://",
      "smtp://user@mail.example.com",
      "smtp://:hidden@mail.example.com",
      "smtp://user:hidden%@mail.example.com",
      "smtp://user:hidden@mail.example.com/inbox",
      "smtp://user:hidden@mail.example.com?tls=no",
    ]) {
      const said = refusalOf({ SMTP_URL: url, MAIL_FROM: from });
      expect([url, said]).toEqual([url, expect.stringMatching(/^SMTP_URL must be a URL such as [^\n]*$/)]);
      expect(said).not.toContain("hidden");
    }
  });
});

describe("MAIL_FROM", () => {
  test("is an address, with or without a name", () => {
    const read = (text: string) => readMail({ SMTP_URL: "smtp://localhost", MAIL_FROM: text })?.from;
    expect(read(from)).toEqual({ name: "", address: from });
    expect(read("Die Aufgaben, täglich <typedo@example.com>")).toEqual({
      name: "Die Aufgaben, täglich",
      address: from,
    });
  });

  test("is refused where it is neither", () => {
    for (const text of [
      "typedo",
      "a@b@c",
      "a@b, c@d",
      "Typedo <>",
      "a@b\r\nBcc: c@d",
      'Ty"pedo <a@b>',
      "T <a@b> <c@d>",
    ]) {
      const said = refusalOf({ SMTP_URL: "smtp://localhost", MAIL_FROM: text });
      expect([text, said]).toEqual([text, expect.stringMatching(/^MAIL_FROM must be an address, as [^\n]*$/)]);
    }
  });
});

test("one without the other is refused", () => {
  const line = "SMTP_URL and MAIL_FROM go together: set both, or neither";
  expect(refusalOf({ SMTP_URL: "smtp://localhost" })).toBe(line);
  expect(refusalOf({ MAIL_FROM: from })).toBe(line);
  expect(readMail({})).toBeUndefined();
});
