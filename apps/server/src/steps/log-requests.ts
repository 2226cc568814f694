import type { FastifyInstance } from "fastify";
import { routeOf } from "../route-of.js";

/**
 * One line for each answer: what was asked for (as its route, so that no id, search or cursor gets into the log), by
 * whom, and how it went. Headers and bodies are never logged.
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
      },
      "answered",
    );
    done();
  });
}
