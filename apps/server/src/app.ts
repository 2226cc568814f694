import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import type { Environment } from "./env.js";
import { answerUnreadable } from "./answer-unreadable.js";
import { type Gates, openFrontDoor, openGates, type RefuseLoad } from "./load/front-door.js";
import { refuseLoad } from "./load/refuse-load.js";
import { newRequestId } from "./request-id.js";
import { type Limits, openLimits } from "./limits/limits.js";
import { answerError } from "./problems.js";
import type { Services } from "./services.js";
import { dropSlowReaders } from "./slow-clients/drop-slow-readers.js";
import { PATIENCE, type Patience, timesOfRequests } from "./slow-clients/patience.js";
import { allowOrigins } from "./steps/allow-origins.js";
import { answerErrors } from "./steps/answer-errors.js";
import { countRequests } from "./steps/count-requests.js";
import { identifyCaller } from "./steps/identify-caller.js";
import { limitRequests } from "./steps/limit-requests.js";
import { logRequests } from "./steps/log-requests.js";
import { browserHeaders, protectBrowsers } from "./steps/protect-browsers.js";
import { knowAllMethods } from "./steps/other-methods.js";
import { refuseUnknownPaths } from "./steps/refuse-unknown-paths.js";
import { requireHost } from "./steps/require-host.js";
import { shedLoad } from "./steps/shed-load.js";
import { serveAuth } from "./steps/serve-auth.js";
import { serveDevMail } from "./steps/serve-dev-mail.js";
import { serveDocs } from "./steps/serve-docs.js";
import { serveHealth } from "./steps/serve-health.js";
import { serveMetrics } from "./steps/serve-metrics.js";
import { serveRest } from "./steps/serve-rest.js";
import { serveTrpc } from "./steps/serve-trpc.js";
import { serveWeb } from "./steps/serve-web.js";
import { traceRequests } from "./steps/trace-requests.js";

/** What each step gets. */
export interface Setting {
  readonly environment: Environment;
  readonly services: Services;
  readonly limits: Limits;
  /** How many requests are worked on at once; undefined: as many as come. */
  readonly gates: Gates | undefined;
  /** What tells so whom the gates refuse. */
  readonly refuse: RefuseLoad;
}

type Step = (app: FastifyInstance, setting: Setting) => void | Promise<void>;

/** In the order in which a request meets them. */
const steps: readonly Step[] = [
  knowAllMethods,
  answerErrors,
  traceRequests,
  logRequests,
  countRequests,
  protectBrowsers,
  requireHost,
  allowOrigins,
  refuseUnknownPaths,
  shedLoad,
  identifyCaller,
  limitRequests,
  serveHealth,
  serveMetrics,
  serveAuth,
  serveTrpc,
  serveRest,
  serveDocs,
  serveDevMail,
  serveWeb,
];

/**
 * Milliseconds that an idle connection is kept: longer than a proxy keeps its own, which would ask on one just closed. nginx
 * and Amazon's have a minute, Traefik a minute and a half, Caddy two, and Google's ten.
 */
const KEEP_ALIVE = 620_000;

/** The whole server, not yet listening. */
export async function buildApp(
  environment: Environment,
  services: Services,
  log: Logger,
  patience: Patience = PATIENCE,
): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = log;
  const gates = openGates(environment.maxConcurrentRequests);
  const refuse = refuseLoad({ environment, metrics: services.metrics, log });
  const app = fastify({
    serverFactory: openFrontDoor(gates, refuse, {
      baseUrl: environment.baseUrl,
      // `requireHost` does it.
      requireHostHeader: false,
      keepAliveTimeout: KEEP_ALIVE,
      ...timesOfRequests(patience),
    }),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    requestIdHeader: false,
    genReqId: newRequestId,
    trustProxy: environment.trustProxy.length > 0 ? [...environment.trustProxy] : false,
    bodyLimit: 1024 * 1024,
    forceCloseConnections: "idle",
    // What came before the end is answered, and not refused.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 2000 },
    // No hook runs before these two.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...browserHeaders(environment), "x-request-id": request.id });
      answerError(error, request, reply);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, browserHeaders(environment)),
  });
  app.server.on("checkExpectation", (_request, response) => {
    if (response.socket) answerUnreadable({ code: "UNMET_EXPECTATION" }, response.socket, browserHeaders(environment));
  });
  dropSlowReaders(app, patience);
  const limits = openLimits(environment, services.budgets, services.metrics.limited);
  for (const step of steps) await step(app, { environment, services, limits, gates, refuse });
  await app.ready();
  return app;
}
