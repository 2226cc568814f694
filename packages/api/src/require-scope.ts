import type { Principal, Scope } from "@typedo/db/principal";
import type { Context } from "./context.js";
import { ApiError, unauthenticated } from "./errors.js";

/** The caller, if known and allowed. Also called by the REST door, before it reads a body. */
export function requireScope(ctx: Pick<Context, "principal" | "refusal">, scope: Scope): Principal {
  if (!ctx.principal) throw ctx.refusal ?? unauthenticated(false);
  if (!ctx.principal.scopes.includes(scope)) {
    throw new ApiError("missing_scope", { detail: `The token lacks the scope ${scope}` });
  }
  return ctx.principal;
}
