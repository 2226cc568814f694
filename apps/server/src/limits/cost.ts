import type { FastifyRequest } from "fastify";

type Routed = Pick<FastifyRequest, "routeOptions" | "params">;

/** What a request costs: 1, and a batch of tRPC 1 for each of its calls. */
export function costOf(request: Routed): number {
  const names = callsOf(request);
  return names === undefined ? 1 : countCalls(names);
}

/** The names of a request's calls of tRPC, with commas between; undefined where it is none of tRPC's. */
export function callsOf({ routeOptions, params }: Routed): string | undefined {
  if (!routeOptions.url?.startsWith("/api/trpc/")) return undefined;
  const isNamed = typeof params === "object" && params !== null && "path" in params;
  return isNamed && typeof params.path === "string" ? params.path : undefined;
}

/** The calls of a tRPC batch, each of which costs 1: their names are in the path, decoded, with commas between. */
export function countCalls(path: string): number {
  return path.split(",").length;
}
