import type { FastifyInstance, FastifyRequest } from "fastify";
import { callsOf } from "../limits/cost.js";
import { isAuthPath } from "../paths.js";
import { routeOf } from "../route-of.js";
import { whenOver } from "../when-over.js";

/**
 * One line for each request: what was asked for (as its route, so that no id, search or cursor gets into the log), by
 * whom, and how it went; or that whoever asked was gone before the answer. Headers and bodies are never logged. Where
 * somebody came from is told of what has to do with accounts, and of what was refused: an attack has to be seen, and
 * nobody else's address need be kept.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    // Of a connection that is closed it can't be told any more.
    const { ip } = request;
    whenOver(request, reply, (status) =>
      request.log.info(
        {
          method: request.method,
          route: routeOf(request),
          status,
          ms: Math.round(reply.elapsedTime * 10) / 10,
          userId: request.identity?.principal?.userId,
          ...(isOfSecurity(request, status) && { address: ip }),
        },
        status === undefined ? "aborted" : "answered",
      ),
    );
    done();
  });
}

const REFUSALS = new Set<number | undefined>([401, 403, 429]);

const LOOKS = new Set(["GET", "HEAD"]);

/** By what is known as soon as there is a route: who hangs up at once may do so before there is more. */
function isOfSecurity(request: FastifyRequest, status: number | undefined): boolean {
  const route = routeOf(request);
  if (REFUSALS.has(status) || isAuthPath(route)) return true;
  return !LOOKS.has(request.method) && (/^\/api\/me(?:\/|$)/.test(route) || /(?:^|,)me\./.test(callsOf(request) ?? ""));
}
