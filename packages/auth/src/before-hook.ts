import { tryGetCurrentAuthEndpointContext } from "@better-auth/core/context";
import { BASE_ERROR_CODES } from "@better-auth/core/error";
import { isMailAddress, LONGEST_NAME } from "@typedo/db";
import { APIError } from "better-auth/api";
import { currentCall } from "./auth-call.js";
import type { EmailLinks } from "./email-links.js";
import { member } from "./member.js";
import { hasNameLength } from "./names.js";
import { refuseCommonPassword } from "./password-choice.js";
import { hashPassword, hasPasswordLength } from "./password.js";
import { type IsTrusted, refuseElsewhere } from "./redirects.js";
import type { SessionHandles } from "./session-handles.js";
import { isStorableText } from "./storable-text.js";

interface EndpointCall {
  readonly path: string;
  /** As they were sent. */
  readonly body: unknown;
  readonly query: unknown;
}

/** What takes the place of a part of the request, in the form that Better Auth merges into it. */
interface Replacement {
  readonly context: { readonly body?: { readonly token: string }; readonly query?: { readonly token: string } };
}

/** The token of a link that was mailed before the secret was another, as the current one would have signed it. */
export type RenewLink = (token: unknown) => Promise<string | undefined>;

interface Means {
  readonly links: EmailLinks;
  readonly handles: SessionHandles;
  readonly renewLink: RenewLink;
  readonly isTrusted: IsTrusted;
}

const SETS_PASSWORD = new Set(["/sign-up/email", "/change-password", "/reset-password"]);

/** What happens before each endpoint of Better Auth. */
export async function beforeEndpoint(
  call: EndpointCall,
  { links, handles, renewLink, isTrusted }: Means,
): Promise<Replacement | undefined> {
  const { path, body, query } = call;
  for (const sent of [body, query]) {
    refuseUnstorableText(sent);
    refuseElsewhere(sent, isTrusted);
  }
  if (path === "/sign-up/email" || path === "/update-user") {
    refuseUnusableName(member(body, "name"));
    refuseImage(member(body, "image"));
  }
  if (path === "/sign-up/email") refuseUnusableEmail(member(body, "email"));
  if (path === "/change-email") refuseUnusableEmail(member(body, "newEmail"));
  if (SETS_PASSWORD.has(path)) await refuseTriedFirst(call, links);
  if (path === "/sign-up/email") await hashAhead(member(body, "password"));
  if (path === "/revoke-session") {
    const token = await handles.findToken(member(body, "token"));
    return token === undefined ? undefined : { context: { body: { token } } };
  }
  if (path === "/verify-email") {
    const token = member(query, "token");
    const renewed = await renewLink(token);
    // Better Auth itself says then that the link is not good.
    const instead = (await links.isOutdated(renewed ?? token)) ? "outdated" : renewed;
    return instead === undefined ? undefined : { context: { query: { token: instead } } };
  }
  return undefined;
}

/** Who changes a password is known later, without a look of ours: see `hashOnce`. */
async function refuseTriedFirst({ path, body, query }: EndpointCall, links: EmailLinks): Promise<void> {
  const password = member(body, path === "/sign-up/email" ? "password" : "newPassword");
  refuseCommonPassword(password, { name: member(body, "name"), email: member(body, "email") });
  if (path !== "/reset-password" || typeof password !== "string" || !hasPasswordLength(password)) return;
  const owner = await links.findResetOwner(member(body, "token") || member(query, "token"));
  // Without one, Better Auth itself says next that the link is not good.
  if (owner) refuseCommonPassword(password, owner);
}

/** As `/api/me` has it. Better Auth says itself where there has to be one, and takes anything for one where it is changed. */
function refuseUnusableName(name: unknown): void {
  if (name === undefined || (typeof name === "string" && hasNameLength(name.trim()))) return;
  throw new APIError("BAD_REQUEST", { code: "INVALID_NAME", message: `A name has 1 to ${LONGEST_NAME} characters` });
}

/** Better Auth has no limit to its length, and who can't be sent a mail can't set a password that is forgotten. */
function refuseUnusableEmail(email: unknown): void {
  if (typeof email !== "string" || isMailAddress(email)) return;
  throw APIError.from("BAD_REQUEST", BASE_ERROR_CODES.INVALID_EMAIL);
}

/** Nothing shows one: it would be a place to keep a megabyte in, or an address that a later page follows. */
function refuseImage(image: unknown): void {
  if (image === undefined || image === null) return;
  throw new APIError("BAD_REQUEST", { code: "INVALID_IMAGE", message: "An account has no image" });
}

/** PostgreSQL refuses NUL in text, and a lone surrogate would be stored as something else. */
function refuseUnstorableText(sent: unknown): void {
  if (typeof sent !== "object" || sent === null) return;
  for (const value of Object.values(sent)) {
    if (typeof value === "string" && !isStorableText(value)) {
      throw new APIError("BAD_REQUEST", { code: "INVALID_TEXT", message: "Text can't hold NUL or a lone surrogate" });
    }
  }
}

/** Sign-up runs in a transaction: hashing within it would hold a connection for as long as a hundred queries take. */
async function hashAhead(password: unknown): Promise<void> {
  const call = currentCall();
  if (!call || typeof password !== "string" || !hasPasswordLength(password)) return;
  call.hashed = { password, hash: await hashPassword(password) };
}

/**
 * Better Auth's `password.hash`: what was hashed ahead for this request, or else hashed now. Where a password is changed,
 * the session was read by then, and the password is of an allowed length: to refuse the person's own name before the
 * endpoint would be to read the session twice.
 *
 * @throws APIError `PASSWORD_TOO_COMMON` for the name or the address of who is signed in
 */
export async function hashOnce(password: string): Promise<string> {
  const session = tryGetCurrentAuthEndpointContext()?.context.session;
  if (session) refuseCommonPassword(password, session.user);
  const hashed = currentCall()?.hashed;
  return hashed?.password === password ? hashed.hash : hashPassword(password);
}
