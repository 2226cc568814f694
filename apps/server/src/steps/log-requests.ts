import type { FastifyInstance } from "fastify";

/**
 * One line for each answer: what was asked for (as its route, so that no id, search or cursor gets into the log), by
 * whom, and how it went. Headers and bodies are never logged.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? "none",
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        userId: request.identity?.principal?.userId,
      },
      "answered",
    );
  });
}
