import { METHODS } from "node:http";
import type { FastifyInstance, HTTPMethods } from "fastify";
import { RestError } from "./catalogue.js";
import type { Operation } from "./operations.js";

/** OPTIONS tells the path's methods; any other that it does not know is 405. */
export function serveOtherMethods(plugin: FastifyInstance, prefix: string, operations: readonly Operation[]): void {
  knowAllMethods(plugin);
  const byPath = new Map<string, Operation[]>();
  for (const operation of operations)
    byPath.set(operation.path.shape, [...(byPath.get(operation.path.shape) ?? []), operation]);
  for (const [first, ...others] of byPath.values()) {
    if (!first) continue;
    const known: HTTPMethods[] = [first, ...others].map(({ declaration }) => declaration.method);
    const allowed = [...new Set([...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"])];
    const allow = allowed.join(", ");
    const url = `${prefix}${first.path.route}`;
    plugin.route({
      method: "OPTIONS",
      url,
      handler: async (_request, reply) => reply.code(204).header("allow", allow).send(),
    });
    plugin.route({
      method: plugin.supportedMethods.filter((method) => !allowed.includes(method)),
      url,
      exposeHeadRoute: false,
      onRequest: async () => {
        throw new RestError("method_not_allowed", `The path knows ${allow}`, { headers: { allow } });
      },
      handler: async () => undefined,
    });
  }
}

/** Fastify knows nine methods, and lets the others of Node's parser (PROPFIND, REPORT …) end in 404. */
function knowAllMethods(plugin: FastifyInstance): void {
  for (const method of METHODS) {
    // Node hands CONNECT to no request handler.
    if (method === "CONNECT" || plugin.supportedMethods.some((known) => known === method)) continue;
    plugin.addHttpMethod(method);
  }
}
