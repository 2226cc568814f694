import type { FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** Of a path that Better Auth declared, not the router. */
    declaredPath: string | undefined;
  }
}

/** What a request was for, as it was declared: no id, search, cursor or token of it gets into a log or a label. */
export function routeOf({ declaredPath, routeOptions: { config, url = "none" } }: FastifyRequest): string {
  return declaredPath ?? config.path ?? url;
}
