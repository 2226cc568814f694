import type { Span } from "@typedo/db/span";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import { isApiPath, isAuthPath } from "../paths.js";
import { routeOf } from "../route-of.js";
import type { Tracing } from "../tracing/tracing.js";
import { whenOver } from "../when-over.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Of a request that is traced. */
    span?: Span | undefined;
  }
}

/** One span for each request for the API, where traces are asked for; pages and probes have none. */
export function traceRequests(app: FastifyInstance, { services: { tracing } }: Setting): void {
  if (!tracing) return;
  app.decorateRequest("span", undefined);
  app.addHook("onRequest", (request, reply, done) => {
    begin(tracing, request, reply);
    within(request, done);
  });
  // Reading the body leads out of it.
  app.addHook("preValidation", (request, _reply, done) => within(request, done));
}

function within({ span }: FastifyRequest, done: () => void): void {
  if (span) span.during(done);
  else done();
}

function begin(tracing: Tracing, request: FastifyRequest, reply: FastifyReply): void {
  const { headers, method, protocol: scheme, id: requestId } = request;
  if (!isForApi(request)) return;
  const begun = tracing.begin({ headers, method, scheme, requestId });
  if (!begun) return;
  request.span = begun.span;
  request.log = request.log.child({ traceId: begun.traceId });
  reply.log = request.log;
  // Only then is it known: some routes find out for themselves whether anything is at a path, and which.
  whenOver(request, reply, (status) => begun.end({ status, route: request.is404 ? undefined : routeOf(request) }));
}

/** By its route, as a path can be written in ways that only the router sees through; and where nothing is, by its path. */
function isForApi({ routeOptions, url }: FastifyRequest): boolean {
  return [routeOptions.url ?? "", url].some((path) => isApiPath(path) || isAuthPath(path));
}
