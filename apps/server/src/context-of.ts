import type { Context } from "@typedo/api";
import type { FastifyRequest } from "fastify";
import type { Services } from "./services.js";

/** What a procedure gets of a request, at either door. */
export function contextOf(request: FastifyRequest, { auth, database, cursorKeys }: Services): Context {
  return {
    principal: request.identity?.principal,
    refusal: request.identity?.refusal,
    database,
    accounts: auth.accounts,
    cursorKeys,
    requestId: request.id,
    charge: async (cost) => request.charge?.(cost),
    chargeGuess: async () => request.chargeGuess?.(),
    outcome: { created: false, replayed: false },
    span: request.span,
  };
}
