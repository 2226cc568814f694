import { apikey, type AuthDatabase, DatabaseError } from "@typedo/db";
import { and, count, desc, eq } from "drizzle-orm";
import type { Accounts, ApiKey } from "../accounts.js";
import { checkStorable } from "../storable-text.js";
import { translating } from "../translating.js";
import type { CheckedKeys } from "./checked-keys.js";
import { type CreateKey, readPermissions, toPermissions } from "./key-plugin.js";

/** Keys that a user can have at a time. */
const MOST = 50;

/** Code points. */
const LONGEST_NAME = 100;

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
  async function countKeys(userId: string): Promise<number> {
    const [row] = await database.select({ keys: count() }).from(apikey).where(eq(apikey.referenceId, userId));
    return row?.keys ?? 0;
  }

  async function deleteKey(userId: string, keyId: string): Promise<boolean> {
    const deleted = await database
      .delete(apikey)
      .where(and(eq(apikey.id, keyId), eq(apikey.referenceId, userId)))
      .returning({ id: apikey.id });
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
        if ((await countKeys(userId)) >= MOST) return "too-many";
        const made = await createKey(userId, wanted.name, toPermissions(wanted.scopes), wanted.expiresAt).catch(
          refused,
        );
        if (!made) return "no-such-user";
        const [stored] = await database
          .update(apikey)
          .set({ expiresAt: wanted.expiresAt })
          .where(eq(apikey.id, made.id))
          .returning(COLUMNS);
        // Others may have made some meanwhile. Whoever counts last counts all, so that there never are more.
        if (!stored || (await countKeys(userId)) > MOST) {
          await deleteKey(userId, made.id);
          return stored ? "too-many" : "no-such-user";
        }
        return { key: toApiKey(stored), secret: made.secret };
      }),

    revokeKey: async (userId, keyId) =>
      translating(async () => {
        checkStorable(userId, keyId);
        const revoked = await deleteKey(userId, keyId);
        if (revoked) checked.forget(keyId);
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

function checkName(text: string): void {
  const { length } = Array.from(text);
  if (length < 1 || length > LONGEST_NAME) throw new TypeError("A key's name has 1 to 100 characters");
}

/** The foreign key's word: there is nobody of that id. */
function refused(error: unknown): undefined {
  if (error instanceof DatabaseError && error.sqlState === "23503") return undefined;
  throw error;
}
