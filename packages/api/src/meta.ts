import type { Scope } from "@typedo/db/principal";
import type { RestMeta } from "@typedo/trpc-rest/meta";

/** What is said beside a procedure: the scope that it needs, and how REST serves it. */
export interface Meta extends RestMeta {
  readonly scope: Scope;
}

/** Beside a procedure that changes something. */
export interface WriteMeta extends Meta {
  readonly scope: Exclude<Scope, "tasks:read">;
}
