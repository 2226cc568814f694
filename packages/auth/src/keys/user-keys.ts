import { apikey, type AuthDatabase, session, user, type WriteTransaction, LONGEST_NAME } from "@typedo/db";
import { and, count, desc, eq } from "drizzle-orm";
import type { Accounts, ApiKey, NewApiKey } from "../accounts.js";
import { hasNameLength } from "../names.js";
import { checkStorable } from "../storable-text.js";
import { translating } from "../translating.js";
import type { CheckedKeys } from "./checked-keys.js";
import { type CreateKey, readPermissions, toPermissions } from "./key-plugin.js";

/** Keys that a user can have at a time. */
const MOST = 50;

const { id, name, start, permissions, createdAt, expiresAt, lastRequest } = apikey;
const COLUMNS = { id, name, start, permissions, createdAt, expiresAt, lastRequest };

interface Means {
  readonly createKey: CreateKey;
  readonly checked: CheckedKeys;
}

/** The API keys of users, for their owners. */
export function userKeys(
  database: AuthDatabase,
  { createKey, checked }: Means,
): Pick<Accounts, "listKeys" | "createKey" | "revokeKey"> {
  /** All of it or nothing: nobody else makes one for this user meanwhile, nor ends the one that it is made with. */
  async function storeKey(
    transaction: WriteTransaction,
    userId: string,
    { name: wantedName, scopes, expiresAt: end, madeWith, sessionId }: NewApiKey,
  ): ReturnType<Accounts["createKey"]> {
    // Not "update", which would hold up who signs in.
    const owners = await transaction.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("no key update");
    if (owners.length === 0) return "no-such-user";
    if (madeWith !== undefined) {
      const makers = await transaction.select({ id }).from(apikey).where(ownKey(userId, madeWith)).for("key share");
      if (makers.length === 0) return "no-such-user";
    }
    if (sessionId !== undefined) {
      const isAsking = and(eq(session.id, sessionId), eq(session.userId, userId));
      const sessions = await transaction.select({ id: session.id }).from(session).where(isAsking).for("key share");
      if (sessions.length === 0) return "no-such-user";
    }
    const [row] = await transaction.select({ keys: count() }).from(apikey).where(eq(apikey.referenceId, userId));
    if (!row || row.keys >= MOST) return "too-many";
    const made = await createKey(transaction, userId, wantedName, toPermissions(scopes));
    const [stored] = await transaction
      .update(apikey)
      .set({ expiresAt: end, madeWith: madeWith ?? null })
      .where(eq(apikey.id, made.id))
      .returning(COLUMNS);
    if (!stored) throw new Error("Better Auth stored a key elsewhere than in the transaction");
    return { key: toApiKey(stored), secret: made.secret };
  }

  async function deleteKey(userId: string, keyId: string): Promise<boolean> {
    const deleted = await database.delete(apikey).where(ownKey(userId, keyId)).returning({ id: apikey.id });
    return deleted.length > 0;
  }

  return {
    listKeys: async (userId) =>
      translating(async () => {
        checkStorable(userId);
        const rows = await database
          .select(COLUMNS)
          .from(apikey)
          .where(eq(apikey.referenceId, userId))
          .orderBy(desc(apikey.createdAt), desc(apikey.id));
        return rows.map(toApiKey);
      }),

    createKey: async (userId, wanted) =>
      translating(async () => {
        checkStorable(userId, wanted.name);
        checkName(wanted.name);
        return database.transaction((transaction) => storeKey(transaction, userId, wanted), { userId });
      }),

    revokeKey: async (userId, keyId) =>
      translating(async () => {
        checkStorable(userId, keyId);
        const revoked = await deleteKey(userId, keyId);
        if (revoked) checked.forget(userId, keyId);
        return revoked;
      }),
  };
}

type Row = Pick<typeof apikey.$inferSelect, keyof typeof COLUMNS>;

function toApiKey(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name ?? "",
    start: row.start ?? "",
    scopes: readPermissions(row.permissions),
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastRequest,
  };
}

function ownKey(userId: string, keyId: string) {
  return and(eq(apikey.id, keyId), eq(apikey.referenceId, userId));
}

function checkName(text: string): void {
  if (!hasNameLength(text)) throw new TypeError(`A key's name has 1 to ${LONGEST_NAME} characters`);
}
