import type { ChangedUser } from "./account-mails.js";
import { member } from "./member.js";
import { withoutToken, withoutTokens } from "./session-handles.js";

interface EndpointAnswer {
  readonly path: string;
  /** As it was sent. */
  readonly body: unknown;
  readonly returned: unknown;
  /** Whether who sent it was signed in, where the endpoint asks for that. */
  readonly hadSession: boolean;
}

interface Means {
  readonly onPasswordChange: (user: ChangedUser) => Promise<void>;
  /** @throws APIError for a password that was good when it was compared, and is not any more */
  readonly afterSignIn: (password: string) => Promise<void>;
  /** Ends the session that this request began. */
  readonly endNewSession: () => Promise<void>;
}

/** Their answers hold the session's token too, which the cookie alone should. */
const TELLS_SESSION = new Set(["/sign-up/email", "/sign-in/email", "/get-session", "/change-password"]);

/** What happens after each endpoint of Better Auth; what it returns is answered instead, if it is anything. */
export async function afterEndpoint(
  { path, body, returned, hadSession }: EndpointAnswer,
  means: Means,
): Promise<unknown> {
  if (path === "/list-sessions" && Array.isArray(returned)) return withoutTokens(returned);
  // A mistyped address is somebody's: whoever follows the link that went there must not be in the account for that.
  if (path === "/verify-email" && !hadSession) await means.endNewSession();
  if (path === "/sign-in/email") {
    const password = member(body, "password");
    if (typeof password === "string") await means.afterSignIn(password);
  }
  if (path === "/change-password") {
    // None where it failed.
    const user = readUser(returned);
    if (user) await means.onPasswordChange(user);
  }
  return TELLS_SESSION.has(path) ? withoutToken(returned) : undefined;
}

function readUser(answer: unknown) {
  const user = member(answer, "user");
  const [id, email] = [member(user, "id"), member(user, "email")];
  return typeof id === "string" && typeof email === "string" ? { id, email } : undefined;
}
