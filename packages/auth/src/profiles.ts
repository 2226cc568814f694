import { account, type AuthDatabase, user, LONGEST_PASSWORD } from "@typedo/db";
import { and, eq, exists } from "drizzle-orm";
import type { Accounts } from "./accounts.js";
import { isCredential } from "./compared-password.js";
import { verifyPassword } from "./password.js";
import type { RemovedUsers } from "./removed-users.js";
import { checkStorable } from "./storable-text.js";
import { translating } from "./translating.js";

const { id, name, email, emailVerified, createdAt } = user;
const PROFILE = { id, name, email, emailVerified, createdAt };

/** That a deletion may take, with all tasks of the user: those of a big account take longer than a request should. */
const DELETION_SECONDS = 120;

/** The accounts themselves, without their keys. */
export function profiles(database: AuthDatabase, removed: RemovedUsers): Pick<Accounts, "find" | "rename" | "remove"> {
  /** True if there was such a user with this password's hash: it may have been changed while it was compared. */
  async function deleteUser(userId: string, hash: string): Promise<boolean> {
    const deleted = await database.transaction(
      async (transaction) => {
        const password = transaction.select({ id: account.id }).from(account).where(isCredential(userId, hash));
        return transaction
          .delete(user)
          .where(and(eq(user.id, userId), exists(password)))
          .returning({ id: user.id });
      },
      { seconds: DELETION_SECONDS },
    );
    return deleted.length > 0;
  }

  async function findUser(userId: string) {
    const [found] = await database.select(PROFILE).from(user).where(eq(user.id, userId));
    return found;
  }

  return {
    find: async (userId) =>
      translating(async () => {
        checkStorable(userId);
        return findUser(userId);
      }),

    rename: async (userId, newName) =>
      translating(async () => {
        checkStorable(userId, newName);
        const change = { name: newName, updatedAt: new Date() };
        const [renamed] = await database.update(user).set(change).where(eq(user.id, userId)).returning(PROFILE);
        return renamed;
      }),

    remove: async (userId, password) =>
      translating(async () => {
        checkStorable(userId);
        const [found] = await database
          .select({ hash: account.password })
          .from(user)
          .leftJoin(account, and(eq(account.userId, user.id), eq(account.providerId, "credential")))
          .where(eq(user.id, userId));
        if (!found) return "no-such-user";
        const { hash } = found;
        // What is longer than any password is not worth a hash.
        if (hash === null || password.length > LONGEST_PASSWORD || !(await verifyPassword(hash, password))) {
          return "wrong-password";
        }
        // Another may have been quicker, with the same password.
        if (!(await deleteUser(userId, hash))) return (await findUser(userId)) ? "wrong-password" : "no-such-user";
        removed.add(userId);
        return "removed";
      }),
  };
}
