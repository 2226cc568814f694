import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import { buildApp } from "./app.js";
import { type Environment, readEnvironment } from "./env.js";
import { explainFailure } from "./explain-failure.js";
import { openServices } from "./services.js";

/** Milliseconds that a shutdown may take before it is cut short. */
const SHUTDOWN_LIMIT = 10_000;

/** Serves until a signal ends it. What can't start says why in one line, and the exit code is not 0. */
export async function start(): Promise<void> {
  try {
    await serve(readEnvironment());
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${explainFailure(error)}\n`);
  }
}

async function serve(environment: Environment): Promise<void> {
  const log = openLog(environment);
  const signal = stopSignal();

  const services = await openServices(environment, log);
  try {
    if (signal.aborted) return;
    const app = await buildApp(environment, services, log);
    try {
      await app.listen({ host: environment.host, port: environment.port });
      announce(environment);
      await aborted(signal);
      log.info("Stopping: what is under way is finished first");
    } finally {
      await closeGently(app);
    }
  } finally {
    await services.close();
  }
}

/** Lines are written beside the work, in the order in which they came; what is left when the process ends, at its end. */
function openLog({ logLevel }: Environment): Logger {
  const output = pino.destination({ dest: process.stdout.fd, sync: false });
  process.on("exit", () => output.flushSync());
  return pino({ level: logLevel, base: null }, output);
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

/** Aborted by SIGTERM or SIGINT; from then on nothing may take longer than the limit, and a second signal ends it at once. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT).unref();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  return stopping.signal;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function announce({ baseUrl, database, dataDirectory }: Environment): void {
  process.stdout.write(`
  Typedo is ready

  Web app   ${baseUrl}/
  API       ${baseUrl}/api/tasks
  Docs      ${baseUrl}/docs
  Database  ${database ? "your PostgreSQL" : `embedded PostgreSQL in ${dataDirectory}`}

`);
}
