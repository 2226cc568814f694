import { createHash } from "node:crypto";
import type { ApiKeyConfigurationOptions } from "@better-auth/api-key";
import { type Scope, SCOPES, type WriteTransaction, LONGEST_NAME } from "@typedo/db";

const PREFIX = "typedo_";

/** Letters after the prefix: 364 bits, of which five letters are stored as they are. */
const LENGTH = 64;

/** As Better Auth makes them: what looks otherwise can't be one. */
const KEY = new RegExp(`^${PREFIX}[A-Za-z]{${LENGTH}}$`);

/** How the plugin is set up. */
export const KEY_SETTINGS = {
  defaultPrefix: PREFIX,
  defaultKeyLength: LENGTH,
  disableKeyHashing: false,
  startingCharactersConfig: { shouldStore: true, charactersLength: PREFIX.length + 5 },
  requireName: true,
  // UTF-16 code units. Ours is the limit that counts: in code points.
  maximumNameLength: 2 * LONGEST_NAME,
  keyExpiration: { defaultExpiresIn: null, minExpiresIn: 0, maxExpiresIn: Infinity },
  // Unless said otherwise, a key is good for 10 requests a day. The server limits.
  rateLimit: { enabled: false },
  // A key is no session: nothing under `/api/auth` can be done with one.
  enableSessionForAPIKeys: false,
} satisfies ApiKeyConfigurationOptions;

/** The paths that the plugin adds: keys are managed by `Auth.accounts` alone, which has limits of its own. */
export const KEY_PATHS = [
  "/api-key/create",
  "/api-key/verify",
  "/api-key/get",
  "/api-key/update",
  "/api-key/delete",
  "/api-key/list",
  "/api-key/delete-all-expired-api-keys",
];

export function isKey(credential: string): boolean {
  return KEY.test(credential);
}

/** What the plugin stores of a key. No salt is needed: nobody can guess one. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}

/** Better Auth's permissions are words by subject; ours have one subject. */
export function toPermissions(scopes: readonly Scope[]) {
  return { scope: SCOPES.filter((scope) => scopes.includes(scope)) };
}

/** A word that is not known allows nothing, nor does anything that is not of the shape above. */
export function readPermissions(permissions: string | null): Scope[] {
  const value: unknown = JSON.parse(permissions ?? "null");
  if (typeof value !== "object" || value === null || !("scope" in value) || !Array.isArray(value.scope)) return [];
  const words = new Set<unknown>(value.scope);
  return SCOPES.filter((scope) => words.has(scope));
}

/** Makes a key that does not expire, and stores its hash in the given transaction. */
export type CreateKey = (
  transaction: Pick<WriteTransaction, "insert">,
  userId: string,
  name: string,
  permissions: ReturnType<typeof toPermissions>,
) => Promise<{ readonly id: string; readonly secret: string }>;
