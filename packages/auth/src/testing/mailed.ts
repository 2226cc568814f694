import { expect, vi } from "vitest";
import type { Mail } from "../mail/mail.js";
import { BASE_URL, Browser, type TestAuth } from "./test-auth.js";

export function mailsTo({ mails }: TestAuth, email: string): readonly Mail[] {
  return mails.filter((mail) => mail.to === email);
}

/** Asks for a link to set a new password, and takes the token out of what was mailed. */
export async function resetToken(it: TestAuth, email: string): Promise<string> {
  const before = mailsTo(it, email).length;
  await new Browser(it.auth).post("/request-password-reset", { email });
  const mail = await vi.waitUntil(() => mailsTo(it, email)[before], 20_000);
  const token = new RegExp(`^${BASE_URL}/reset-password#token=([\\w-]+)$`, "m").exec(mail.text)?.[1];
  if (token === undefined) throw new Error(`No link in ${mail.text}`);
  return token;
}

/** Asks for another address, and takes the path of the link out of what was mailed to it. */
export async function emailLink(it: TestAuth, browser: Browser, newEmail: string): Promise<string> {
  expect(await browser.post("/change-email", { newEmail })).toMatchObject({ status: 200, json: { status: true } });
  const pattern = new RegExp(`^${BASE_URL}/api/auth(/verify-email\\?.+)$`, "m");
  // An address that was somebody's before has got other mails too.
  const linkOf = ({ text }: Mail) => pattern.exec(text)?.[1] ?? [];
  return vi.waitUntil(() => mailsTo(it, newEmail).flatMap(linkOf).at(-1), 20_000);
}
