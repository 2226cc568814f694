import type { Scope } from "@typedo/db";

/** What a user sees of their own account. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly createdAt: Date;
}

/** A key that a user made for a program; the key itself is not in it. */
export interface ApiKey {
  readonly id: string;
  /** 1 to 100 code points. */
  readonly name: string;
  /** The key's first characters, to recognise it. */
  readonly start: string;
  readonly scopes: Scope[];
  readonly createdAt: Date;
  /** Null: it doesn't expire. */
  readonly expiresAt: Date | null;
  /** To some seconds. */
  readonly lastUsedAt: Date | null;
}

export interface NewApiKey {
  /** 1 to 100 code points. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: it doesn't expire. */
  readonly expiresAt: Date | null;
  /** The id of the key that asks for it, if one does: the new one is gone when that one is. */
  readonly madeWith?: string | undefined;
  /**
   * The session whose token asks for it, if one does. The token is good for minutes after its session; a key that was made
   * then would be good for ever.
   */
  readonly sessionId?: string | undefined;
}

/**
 * The accounts, for a server whose user is known already.
 *
 * Each of these throws DatabaseUnavailableError when the database is away, DatabaseError when it refuses a statement,
 * and TypeError for text that PostgreSQL can't hold.
 */
export interface Accounts {
  find(userId: string): Promise<Profile | undefined>;
  /** Undefined: no such user. */
  rename(userId: string, name: string): Promise<Profile | undefined>;
  /**
   * Deletes the user with all that is theirs, sessions and keys included. This process refuses their tokens and keys at
   * once; another one the keys within 5 s, and tokens when they expire.
   */
  remove(userId: string, password: string): Promise<"removed" | "wrong-password" | "no-such-user">;
  /** The newest first. */
  listKeys(userId: string): Promise<ApiKey[]>;
  /**
   * Makes a key; `secret` is the key itself, which is nowhere else. A user has 50 at most. `no-such-user` also if the
   * key that it would be made with, or the session that asks for it, is not the user's, or not any more.
   *
   * @throws TypeError for a name that is not 1 to 100 code points
   */
  createKey(
    userId: string,
    key: NewApiKey,
  ): Promise<{ readonly key: ApiKey; readonly secret: string } | "too-many" | "no-such-user">;
  /**
   * Ends a key, and each that was made with it. This process refuses them at once, others within 5 s. False: this user
   * has no such key.
   */
  revokeKey(userId: string, keyId: string): Promise<boolean>;
}
