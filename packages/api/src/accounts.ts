import type { Scope } from "@typedo/db/principal";

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
  readonly name: string;
  /** The key's first characters. */
  readonly start: string;
  readonly scopes: Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To some seconds. */
  readonly lastUsedAt: Date | null;
}

/** The accounts, which the procedures know by this port alone: the server hands it to them. */
export interface Accounts {
  find(userId: string): Promise<Profile | undefined>;
  rename(userId: string, name: string): Promise<Profile | undefined>;
  /** With all that is theirs. */
  remove(userId: string, password: string): Promise<"removed" | "wrong-password" | "no-such-user">;
  listKeys(userId: string): Promise<ApiKey[]>;
  createKey(
    userId: string,
    key: {
      readonly name: string;
      readonly scopes: readonly Scope[];
      readonly expiresAt: Date | null;
      /** The key that it is made with, and is revoked with. */
      readonly madeWith?: string | undefined;
      /** The session whose token asks for it: there is none for one that has ended. */
      readonly sessionId?: string | undefined;
    },
  ): Promise<{ readonly key: ApiKey; readonly secret: string } | "too-many" | "no-such-user">;
  /** With those that were made with it. False: the user has no such key. */
  revokeKey(userId: string, keyId: string): Promise<boolean>;
}
