import { createHash } from "node:crypto";

/**
 * Calls of Better Auth that take a password, or send mail to an address that the caller chose. Each costs a hash of a
 * third of a second, or tries to guess something.
 */
const GUARDED =
  /^\/api\/auth\/(?:sign-in|sign-up|request-password-reset|reset-password|change-password|change-email|verify-password|set-password|delete-user|send-verification-email)(?:\/|$)/i;

/**
 * Whether a call of `/api/auth` is one to be limited as sign-in is. By the path as Better Auth gets to see it: `URL`
 * takes `/api/auth/x/../sign-in/email` for sign-in too.
 */
export function isAccountCall(method: string, url: string, baseUrl: string): boolean {
  if (!URL.canParse(url, baseUrl)) return false;
  const { pathname } = new URL(url, baseUrl);
  if (!GUARDED.test(decode(pathname))) return false;
  // A GET of a link that was mailed tries its token; a GET of any other of these paths is refused by its method.
  return method === "POST" || /\/reset-password\/./i.test(pathname);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The account that a body of such a call names by `email`: hashed, since a budget's key can be read in the store. */
export function accountOf(body: unknown): string | undefined {
  if (!(body instanceof Uint8Array) || body.length === 0) return undefined;
  // Without a byte order mark, as Better Auth reads it.
  const email = emailOfJson(new TextDecoder().decode(body));
  return email === undefined ? undefined : hashEmail(email);
}

function emailOfJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const email = typeof value === "object" && value !== null && "email" in value ? value.email : undefined;
    return typeof email === "string" ? email : undefined;
  } catch {
    return undefined;
  }
}

function hashEmail(email: string): string {
  return createHash("sha256").update(email.trim().toLowerCase()).digest("base64url");
}
