import { announce } from "./announce.js";
import { type Environment, isWorker, readEnvironment } from "./env.js";
import { explainFailure } from "./explain-failure.js";
import { readFlags } from "./flags.js";
import { openLog } from "./log.js";
import { serve } from "./serve.js";
import { migrateGround, openGround, openServices } from "./services.js";
import { stopSignal } from "./stop-signal.js";
import { sweepIdempotency } from "./sweep.js";
import { leadWorkers, WorkerFailure } from "./workers/lead.js";
import { serveAsWorker } from "./workers/worker.js";

/** Serves until a signal ends it. What can't start says why in one line, and the exit code is not 0. */
export async function start(): Promise<void> {
  try {
    const environment = readEnvironment(undefined, readFlags(process.argv.slice(2)));
    if (isWorker) await serveAsWorker(environment);
    else if (environment.workers > 1) await leadWorkers(environment);
    else await serveAlone(environment);
  } catch (error) {
    process.exitCode = 1;
    // A worker has said it.
    if (error instanceof WorkerFailure) return;
    process.stderr.write(`${explainFailure(error)}\n`);
  }
}

async function serveAlone(environment: Environment): Promise<void> {
  const log = openLog(environment);
  const signal = stopSignal();
  const ground = await openGround(environment, log);
  try {
    await migrateGround(ground);
    const services = await openServices(environment, ground, log);
    const sweep = sweepIdempotency(services.database, log);
    try {
      await serve(environment, services, log, signal, () => announce(environment));
    } finally {
      await sweep.close();
      await services.close();
    }
  } finally {
    await ground.close();
  }
}
