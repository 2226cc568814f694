import type { Context } from "@typedo/api";
import type { FastifyRequest } from "fastify";
import type { Services } from "./services.js";

/** What a procedure gets of a request, at either door. */
export function contextOf(request: FastifyRequest, { database, cursorKey }: Services): Context {
  return {
    principal: request.identity?.principal,
    refusal: request.identity?.refusal,
    database,
    cursorKey,
    requestId: request.id,
  };
}
