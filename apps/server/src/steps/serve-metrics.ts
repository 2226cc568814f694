import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "@typedo/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import { isFromHere } from "../from-here.js";
import { gatherMetrics } from "../workers/gather-metrics.js";
import { refuseOtherMethods } from "./other-methods.js";

const ROUTE = "/metrics";

/** Tells what was counted to this machine, or to who has the token. */
export function serveMetrics(app: FastifyInstance, { environment, services: { metrics } }: Setting): void {
  refuseOtherMethods(app, ROUTE);
  app.get(ROUTE, async (request, reply) => {
    if (!isFromHere(request) && !hasToken(request, environment.metricsToken)) {
      throw new ApiError("unauthenticated", {
        detail:
          environment.metricsToken === undefined
            ? "Metrics are for this machine alone, by the name localhost: set METRICS_TOKEN, and send it as a bearer token"
            : "Metrics are for who sends METRICS_TOKEN as a bearer token",
      });
    }
    return reply
      .header("cache-control", "no-store")
      .type(metrics.contentType)
      .send(await gatherMetrics(() => metrics.text()));
  });
}

function hasToken({ headers }: FastifyRequest, token: string | undefined): boolean {
  const sent = /^bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token === undefined || sent === undefined) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(sent), digest(token));
}
