import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { routeOf } from "../route-of.js";

/**
 * One line for each answer: what was asked for (as its route, so that no id, search or cursor gets into the log), by
 * whom, and how it went. Headers and bodies are never logged. Where somebody came from is told of what has to do with
 * accounts, and of what was refused: an attack has to be seen, and nobody else's address need be kept.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: routeOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        userId: request.identity?.principal?.userId,
        ...(isOfSecurity(request, reply) && { address: request.ip }),
      },
      "answered",
    );
    done();
  });
}

const REFUSALS = new Set([401, 403, 429]);

function isOfSecurity({ declaredPath }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return declaredPath !== undefined || REFUSALS.has(statusCode);
}
