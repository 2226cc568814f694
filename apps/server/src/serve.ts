import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { buildApp } from "./app.js";
import type { Environment } from "./env.js";
import type { Services } from "./services.js";
import { aborted } from "./stop-signal.js";

/** Serves until the signal; what is under way then is finished. */
export async function serve(
  environment: Environment,
  services: Services,
  log: Logger,
  signal: AbortSignal,
  onReady: () => void = () => {},
): Promise<void> {
  if (signal.aborted) return;
  const app = await buildApp(environment, services, log);
  try {
    await app.listen({ host: environment.host, port: environment.port });
    onReady();
    await aborted(signal);
    log.info("Stopping: what is under way is finished first");
  } finally {
    await closeGently(app);
  }
}

/** A kept-alive connection that becomes idle after its last answer would hold the server open: it is closed then. */
async function closeGently(app: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}
