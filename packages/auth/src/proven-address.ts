import { apikey, type AuthDatabase, session, user } from "@typedo/db";
import { eq } from "drizzle-orm";
import type { CheckedKeys } from "./keys/checked-keys.js";

interface Owner {
  readonly id: string;
  readonly emailVerified: boolean;
}

/**
 * Notes that whoever has set a password by mail reads the mail of the account's address. Until somebody is seen to, it may
 * be anybody who signed up with it, and the account's sessions and API keys may be theirs: they end together, so that no
 * session makes another key. Gives how many keys did.
 */
export function provenAddress(database: AuthDatabase, checked: CheckedKeys) {
  return async ({ id, emailVerified }: Owner): Promise<number> => {
    if (emailVerified) return 0;
    const ended = await database.transaction(
      async (transaction) => {
        await transaction.update(user).set({ emailVerified: true }).where(eq(user.id, id));
        await transaction.delete(session).where(eq(session.userId, id));
        return transaction.delete(apikey).where(eq(apikey.referenceId, id)).returning({ id: apikey.id });
      },
      { userId: id },
    );
    for (const key of ended) checked.forget(id, key.id);
    return ended.length;
  };
}
