import type { FastifyInstance } from "fastify";
import type { Setting } from "../app.js";
import { routeOf } from "../route-of.js";
import { whenOver } from "../when-over.js";

/** Counts what is asked for, and how it went. */
export function countRequests(app: FastifyInstance, { services: { metrics } }: Setting): void {
  app.addHook("onRequest", (request, reply, done) => {
    whenOver(request, reply, (status) =>
      metrics.over({ method: request.method, route: routeOf(request), status, seconds: reply.elapsedTime / 1000 }),
    );
    done();
  });
}
