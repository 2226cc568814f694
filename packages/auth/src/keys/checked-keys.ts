import { apikey, type AuthDatabase, type Principal, translateDatabaseError } from "@typedo/db";
import { and, eq, isNull, lte, or } from "drizzle-orm";
import { ExpiringCache } from "../expiring-cache.js";
import type { AuthOptions } from "../options.js";
import { translating } from "../translating.js";
import { hashKey, readPermissions } from "./key-plugin.js";

/** Milliseconds that a key is trusted after it was read, whatever another process does to it meanwhile. */
const TRUST = 3000;

/** Milliseconds that a key stays refused, so that a flood of one bad key does not cost a query each. */
const REFUSAL = 1000;

/** Milliseconds for which a key that was good counts as known: whoever sends it is no stranger who tries keys. */
const REMEMBERED = 60 * 60 * 1000;

/** Keys that were good of late. */
const GOOD_CAPACITY = 10_000;

/** Of each kind; the refused ones can't crowd out the good ones. */
const CAPACITY = 2000;

/** API keys, as they are sent with requests. */
export interface CheckedKeys {
  /**
   * Whom a well-shaped key stands for; undefined if it is unknown, disabled or expired.
   *
   * @throws DatabaseUnavailableError or DatabaseError when that can't be found out
   */
  check(key: string): Promise<Principal | undefined>;
  /** Whether it was good within the last hour, was refused within the last second, or is being looked up just now. */
  isKnown(key: string): boolean;
  /** From now on it has to be read again, and so have all of its user's, for those that it made are gone too. */
  forget(userId: string, keyId: string): void;
}

/**
 * Keys are read beside Better Auth's own check of them. That one writes twice before it answers, takes a database that
 * is away for a wrong key, and writes a line to the log for each of those.
 */
export function checkedKeys(
  database: Pick<AuthDatabase, "select" | "update">,
  log: AuthOptions["log"],
  clock: () => number = () => Date.now(),
): CheckedKeys {
  const trusted = new ExpiringCache<Principal>(CAPACITY);
  const refused = new ExpiringCache<true>(CAPACITY);
  /** By the key's hash, its id. */
  const good = new ExpiringCache<string>(GOOD_CAPACITY);
  let underWay = new Map<string, Promise<Principal | undefined>>();

  async function look(hash: string, mine: typeof underWay): Promise<Principal | undefined> {
    const now = clock();
    try {
      const row = await readKey(database, hash);
      // Something was revoked meanwhile, perhaps this: what was read is for those alone who asked before.
      const current = mine === underWay;
      if (!row?.enabled || (row.expiresAt && row.expiresAt.getTime() <= now)) {
        good.forget(hash);
        if (current) refused.remember(hash, true, now, now + REFUSAL);
        return undefined;
      }
      const scopes = readPermissions(row.permissions);
      const principal = Object.freeze({
        userId: row.userId,
        scopes: Object.freeze(scopes),
        keyId: row.id,
        ...(row.expiresAt && { keyExpiresAt: row.expiresAt }),
      });
      if (current) {
        trusted.remember(hash, principal, now, Math.min(now + TRUST, row.expiresAt?.getTime() ?? Infinity));
        good.remember(hash, row.id, now, now + REMEMBERED);
      }
      void noteUse(row.id, now);
      return principal;
    } finally {
      mine.delete(hash);
    }
  }

  async function noteUse(id: string, now: number): Promise<void> {
    try {
      const unnoted = or(isNull(apikey.lastRequest), lte(apikey.lastRequest, new Date(now - TRUST)));
      const use = { lastRequest: new Date(now) };
      await database
        .update(apikey)
        .set(use)
        .where(and(eq(apikey.id, id), unnoted));
    } catch (error) {
      log("warn", "It could not be noted when an API key was used", translateDatabaseError(error));
    }
  }

  return {
    async check(key) {
      const hash = hashKey(key);
      const now = clock();
      const known = trusted.find(hash, now);
      if (known) return known;
      if (refused.find(hash, now)) return undefined;
      const shared = underWay.get(hash);
      if (shared) return shared;
      const mine = look(hash, underWay);
      underWay.set(hash, mine);
      return mine;
    },
    isKnown(key) {
      const hash = hashKey(key);
      const now = clock();
      return good.find(hash, now) !== undefined || refused.find(hash, now) === true || underWay.has(hash);
    },
    forget(userId, keyId) {
      good.forgetWhere((id) => id === keyId);
      trusted.forgetWhere((principal) => principal.userId === userId);
      underWay = new Map();
    },
  };
}

async function readKey(database: Pick<AuthDatabase, "select">, hash: string) {
  const { id, referenceId: userId, enabled, expiresAt, permissions } = apikey;
  const columns = { id, userId, enabled, expiresAt, permissions };
  const [row] = await translating(async () => database.select(columns).from(apikey).where(eq(apikey.key, hash)));
  return row;
}
