import { isWorker, readEnvironment } from "./env.js";
import { explainFailure } from "./explain-failure.js";
import { readFlags } from "./flags.js";
import { WorkerFailure } from "./workers/worker-failure.js";

/**
 * Serves until a signal ends it. What can't start says why in one line, and the exit code is not 0.
 *
 * The server's own modules take most of a second to load: so they are when the environment is good, and not by who leads.
 */
export async function start(): Promise<void> {
  try {
    const environment = readEnvironment(undefined, readFlags(process.argv.slice(2)));
    if (isWorker) await (await import("./workers/worker.js")).serveAsWorker(environment);
    else if (environment.workers > 1) await (await import("./workers/lead.js")).leadWorkers(environment);
    else await (await import("./serve-alone.js")).serveAlone(environment);
  } catch (error) {
    process.exitCode = 1;
    // A worker has said it.
    if (error instanceof WorkerFailure) return;
    process.stderr.write(`${explainFailure(error)}\n`);
  }
}
