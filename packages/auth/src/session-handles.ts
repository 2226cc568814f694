import { type AuthDatabase, session } from "@typedo/db";
import { eq } from "drizzle-orm";
import { noting } from "./auth-call.js";

/**
 * A list of sessions names each by its id where Better Auth shows its token. The token is half of a cookie (the other
 * half is its signature), and a page needs it for nothing but to say which session should end.
 */
export interface SessionHandles {
  /** The token of the session with this id, whosever it is: Better Auth lets users end their own alone. */
  findToken(id: unknown): Promise<string | undefined>;
}

export function sessionHandles(database: Pick<AuthDatabase, "select">): SessionHandles {
  return {
    async findToken(id) {
      if (typeof id !== "string") return undefined;
      const [found] = await noting(async () =>
        database.select({ token: session.token }).from(session).where(eq(session.id, id)),
      );
      return found?.token;
    },
  };
}

/** What `/list-sessions` answers, without tokens. */
export function withoutTokens(sessions: readonly unknown[]): unknown[] {
  return sessions.map((listed) =>
    typeof listed === "object" && listed !== null && "id" in listed ? { ...listed, token: listed.id } : undefined,
  );
}

/** What tells of one session, or of its user alone, without its token: the session's id in its place, or null. */
export function withoutToken(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null) return undefined;
  if ("session" in answer) return { ...answer, session: withoutTokens([answer.session])[0] };
  return "token" in answer && "user" in answer ? { ...answer, token: null } : undefined;
}
