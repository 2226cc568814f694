import { checkAnswering } from "@typedo/db";
import type { FastifyInstance } from "fastify";
import type { Setting } from "../app.js";
import { refuseOtherMethods } from "./other-methods.js";

/** `/healthz`: the process is alive. `/readyz`: it can serve; migrations were applied before it listened. */
export function serveHealth(app: FastifyInstance, { services }: Setting): void {
  for (const url of ["/healthz", "/readyz"]) refuseOtherMethods(app, url);
  app.get("/healthz", async (_request, reply) => {
    reply.header("cache-control", "no-store");
    return { status: "ok" };
  });

  app.get("/readyz", async (request, reply) => {
    reply.header("cache-control", "no-store");
    try {
      await checkAnswering(services.database);
      return { status: "ready" };
    } catch (error) {
      request.log.warn({ err: error }, "The database can't be reached");
      reply.code(503).header("retry-after", "1");
      return { status: "unavailable", reason: "The database can't be reached" };
    }
  });
}
