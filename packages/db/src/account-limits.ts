/** Code points, of a user's name and of an API key's. */
export const LONGEST_NAME = 100;

/** UTF-16 units, as Better Auth counts them. */
export const LONGEST_PASSWORD = 128;

/** One address without quotes, comments or lists (a part of RFC 5322's `addr-spec`), so that nothing else fits in. */
const MAIL_ADDRESS = /^[^\s\p{Cc}\p{Zl}\p{Zp}"(),:;<>@[\\\]]{1,64}@[^\s\p{Cc}\p{Zl}\p{Zp}"(),:;<>@[\\\]]{1,255}$/u;

/** Whether mail can be sent to it. No account is given another address, and no mail goes to another. */
export function isMailAddress(text: string): boolean {
  return MAIL_ADDRESS.test(text);
}
