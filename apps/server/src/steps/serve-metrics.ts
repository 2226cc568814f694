import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { ApiError } from "@typedo/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Setting } from "../app.js";
import { gatherMetrics } from "../workers/gather-metrics.js";
import { refuseOtherMethods } from "./other-methods.js";

const ROUTE = "/metrics";

/** Tells what was counted to this machine, or to who has the token. */
export function serveMetrics(app: FastifyInstance, { environment, services: { metrics } }: Setting): void {
  refuseOtherMethods(app, ROUTE);
  app.get(ROUTE, async (request, reply) => {
    if (!isLocal(request) && !hasToken(request, environment.metricsToken)) {
      throw new ApiError("unauthenticated", {
        detail:
          environment.metricsToken === undefined
            ? "Metrics are for this machine alone: set METRICS_TOKEN, and send it as a bearer token"
            : "Metrics are for who sends METRICS_TOKEN as a bearer token",
      });
    }
    return reply
      .header("cache-control", "no-store")
      .type(metrics.contentType)
      .send(await gatherMetrics(() => metrics.text()));
  });
}

/**
 * From this machine, and from no proxy on it: who comes through one that `TRUST_PROXY` does not name looks as if they
 * were here.
 */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  if (headers.forwarded !== undefined || headers["x-forwarded-for"] !== undefined) return false;
  const address = ip.replace(/^::ffff:/, "");
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

function hasToken({ headers }: FastifyRequest, token: string | undefined): boolean {
  const sent = /^bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token === undefined || sent === undefined) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(sent), digest(token));
}
