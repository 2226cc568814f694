import { setTimeout as pause } from "node:timers/promises";
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

/**
 * Turns of the event loop, of ten milliseconds or more, in which whoever keeps a connection is told that it ends. Of turns, not
 * of time: after a time in which this process was not run, nothing that was sent meanwhile has been read.
 */
const NOTICES = 25;

/**
 * A kept connection that is closed while the next request is on its way on it loses that request. So each answer says
 * first, for a moment, that it is the connection's last. One that becomes idle later would hold the server open: it is
 * closed then.
 */
async function closeGently(app: FastifyInstance): Promise<void> {
  app.server.prependListener("request", (_request, response) => response.setHeader("connection", "close"));
  for (let turn = 0; turn < NOTICES && (await connectionsOf(app)) > 0; turn += 1) await pause(10);
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

async function connectionsOf({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((error, count) => resolve(error ? 0 : count));
  });
}
