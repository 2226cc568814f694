import type { FastifyRequest } from "fastify";

/** What a request costs: 1, and a batch of tRPC 1 for each of its calls. */
export function costOf({ routeOptions, params }: Pick<FastifyRequest, "routeOptions" | "params">): number {
  if (!routeOptions.url?.startsWith("/api/trpc/")) return 1;
  const isNamed = typeof params === "object" && params !== null && "path" in params;
  return isNamed && typeof params.path === "string" ? countCalls(params.path) : 1;
}

/**
 * The calls of a tRPC batch, each of which costs 1: their names are in the path, with commas between. `path` is what the
 * router made of it; tRPC decodes it once more, so a comma that was encoded twice counts too.
 */
export function countCalls(path: string): number {
  return path.split(/,|%2c/i).length;
}
