/** What a token may do. `tasks:read` and `tasks:write` are every token's unless it says otherwise. */
export const SCOPES = ["tasks:read", "tasks:write", "account"] as const;

export type Scope = (typeof SCOPES)[number];

/** Who is calling, as the bearer token says; made by `@typedo/auth`, never from a request's body. */
export interface Principal {
  /** The token's `sub`: the id in `auth.user`. */
  readonly userId: string;
  readonly scopes: readonly Scope[];
  /** The token's `sid`, where a session stands behind it. */
  readonly sessionId?: string;
  /** The API key's id, where one was sent instead of a token. */
  readonly keyId?: string;
  /** When that key ends, if it does: nothing that is made with it outlives it. */
  readonly keyExpiresAt?: Date;
}
