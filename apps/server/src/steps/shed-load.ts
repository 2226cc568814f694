import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import type { Environment } from "../env.js";
import { type Kind, kindOfAuthCall, NEVER_SHED } from "../load/front-door.js";
import { AUTH_ROUTE } from "./serve-auth.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Has one of the places that a gate gives. */
    hasPlace: boolean;
  }
}

/** Milliseconds that work may go on for whom nobody waits: a place that is never left would be lost for ever. */
const LONGEST = 10_000;

interface Needs extends Pick<Setting, "gates" | "refuse"> {
  readonly environment: Pick<Environment, "baseUrl">;
}

/**
 * Bounds how many requests are worked on at once. Without that, each of ten times too many waits as long as all the
 * others, is given up in the middle, and so nearly none is answered.
 *
 * A request has a place from its last byte to the first of its answer: who sends or reads slowly takes nobody's.
 */
export function shedLoad(app: FastifyInstance, { environment: { baseUrl }, gates, refuse }: Needs): void {
  if (!gates) return;
  // By its route: a path can be written in ways that only the router sees through, and the door before it does not.
  const kindOf = ({ method, routeOptions, url }: FastifyRequest): Kind =>
    routeOptions.url === AUTH_ROUTE ? kindOfAuthCall(method, url, baseUrl) : "api";
  const gateOf = (request: FastifyRequest) => gates[kindOf(request)];
  const isFree = (request: FastifyRequest) => request.is404 || NEVER_SHED.has(request.routeOptions.url);
  const leave = (request: FastifyRequest) => {
    if (!request.hasPlace) return;
    request.hasPlace = false;
    gateOf(request).leave();
  };

  // As the door before would have.
  const refuseNow = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    refuse(kindOf(request))(request.raw, reply.raw, { requestId: request.id });
  };

  app.decorateRequest("hasPlace", false);
  app.addHook("onRequest", (request, reply, done) => {
    if (!isFree(request)) {
      if (!gateOf(request).enter()) {
        refuseNow(request, reply);
        return;
      }
      request.hasPlace = true;
      // For who goes away before the answer, the work goes on, and has an end.
      reply.raw.once("close", () => {
        if (request.hasPlace) setTimeout(() => leave(request), LONGEST).unref();
      });
    }
    done();
  });
  app.addHook("preParsing", (request, _reply, _payload, done) => {
    if (!request.raw.complete) leave(request);
    done();
  });
  app.addHook("preValidation", (request, reply, done) => {
    if (!isFree(request) && !request.hasPlace) {
      if (!gateOf(request).enterAgain()) {
        refuseNow(request, reply);
        return;
      }
      request.hasPlace = true;
    }
    done();
  });
  app.addHook("onSend", (request, _reply, payload, done) => {
    leave(request);
    done(null, payload);
  });
}
