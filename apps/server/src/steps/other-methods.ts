import { METHODS } from "node:http";
import { ApiError } from "@typedo/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

const KNOWN = ["GET", "HEAD", "OPTIONS"];
const ALLOW = KNOWN.join(", ");

/** Fastify knows nine methods, and lets the others of Node's parser (PROPFIND, REPORT …) end in 404. */
export function knowAllMethods(app: FastifyInstance): void {
  for (const method of METHODS) {
    // Node hands CONNECT to no request handler.
    if (method === "CONNECT" || app.supportedMethods.some((known) => known === method)) continue;
    app.addHttpMethod(method, { hasBody: false });
  }
}

/**
 * For what can only be read: OPTIONS tells so, and any other method is refused (RFC 9110, sections 9.3.7 and 15.5.6).
 * Where there is nothing, no method is told of.
 */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  isThere: (request: FastifyRequest) => boolean = () => true,
): void {
  const expectThere = (request: FastifyRequest) => {
    if (!isThere(request)) throw new ApiError("not_found", { detail: "Nothing is at this path" });
  };
  app.route({
    method: "OPTIONS",
    url,
    onRequest: async (request) => expectThere(request),
    handler: async (_request, reply) => reply.code(204).header("allow", ALLOW).send(),
  });
  app.route({
    method: app.supportedMethods.filter((method) => !KNOWN.includes(method)),
    url,
    exposeHeadRoute: false,
    // Before the body, which does not matter.
    onRequest: async (request) => {
      expectThere(request);
      throw new ApiError("method_not_allowed", { detail: `The path knows ${ALLOW}`, headers: { allow: ALLOW } });
    },
    handler: async () => undefined,
  });
}
