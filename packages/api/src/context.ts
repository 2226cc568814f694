import type { Database } from "@typedo/db/database";
import type { Principal } from "@typedo/db/principal";

/** What a request brings along; made by the server, once for each request. */
export interface Context {
  /** Undefined where no token was sent or accepted: then `refusal` says why. */
  readonly principal: Principal | undefined;
  readonly refusal: Error | undefined;
  readonly database: Database;
  /** Signs cursors: 32 bytes, the same in every process. */
  readonly cursorKey: Uint8Array;
  readonly requestId: string;
}
