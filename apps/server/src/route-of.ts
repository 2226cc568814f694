import type { FastifyRequest } from "fastify";

/** What a request was for, as it was declared: no id, search or cursor of it gets into a log or a label. */
export function routeOf({ routeOptions: { config, url = "none" } }: FastifyRequest): string {
  return config.path ?? url;
}
