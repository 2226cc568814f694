import type { Accounts } from "./accounts.js";
import type { CursorKeys } from "./cursor.js";
import type { Database } from "@typedo/db/database";
import type { Principal } from "@typedo/db/principal";
import type { Span } from "@typedo/db/span";

/** What a request brings along; made by the server, once for each request. */
export interface Context {
  /** Undefined where no token was sent or accepted: then `refusal` says why. */
  readonly principal: Principal | undefined;
  readonly refusal: Error | undefined;
  readonly database: Database;
  readonly accounts: Accounts;
  /** Sign cursors: the same in every process. */
  readonly cursorKeys: CursorKeys;
  readonly requestId: string;
  /** Pays for a call that costs more than one; throws `too_many_requests` where it can't be paid. */
  readonly charge: (cost: number) => Promise<void>;
  /** Pays for trying a password; throws `too_many_requests`. */
  readonly chargeGuess: () => Promise<void>;
  /** What a door tells of a call beyond its output; the last call's, where a request makes several. */
  readonly outcome: Outcome;
  /** What a call is a part of, where somebody looks. */
  readonly span?: Span | undefined;
}

/** What a write did, besides what it gives. */
export interface Outcome {
  /** Something is there that was not before. */
  created: boolean;
  /** It was done by an earlier call with the same idempotency key; this one changed nothing. */
  replayed: boolean;
}
