import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "@typedo/db";
import type { Logger } from "pino";
import { announce } from "../announce.js";
import { type Environment, WORKER_MARK } from "../env.js";
import { openLog } from "../log.js";
import { migrateGround, openGround } from "../ground.js";
import { aborted, stopSignal } from "../stop-signal.js";
import { sweepExpired } from "../sweep.js";
import { relayMetrics } from "./gather-metrics.js";
import { relayMails } from "./relay-mails.js";
import { WorkerFailure } from "./worker-failure.js";

/** Milliseconds until a worker is replaced that ended; twice as many each time, where they end one after the other. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** Milliseconds after which a worker counts as one that did well. */
const STEADY = 60_000;

/**
 * Serves by several processes at one port. This one does what is done once for all: it holds the embedded database,
 * migrates, clears away, and replaces workers that end.
 *
 * @throws WorkerFailure if one can't start
 */
export async function leadWorkers(environment: Environment): Promise<void> {
  const log = openLog(environment);
  const signal = stopSignal();
  // By force, whatever ends this one: a worker that stands still sees no signal, and would keep the port for ever.
  process.once("exit", () => {
    for (const worker of living()) worker.process.kill("SIGKILL");
  });
  const ground = await openGround(environment, log);
  try {
    await migrateGround(ground);
    const database = openDatabase(ground.logins.app, { poolSize: 1 });
    const sweep = sweepExpired(database, log);
    try {
      await keepWorkers(environment, log, signal);
    } finally {
      await sweep.close();
      await database.close();
    }
  } finally {
    await ground.close();
  }
}

async function keepWorkers(environment: Environment, log: Logger, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  // Each worker takes connections from the port itself. Handed over by this process, those on their way to a worker that
  // is killed would be lost, and one of them would hang.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  relayMails();
  relayMetrics();
  const failed = new AbortController();
  const stopping = AbortSignal.any([signal, failed.signal]);
  const places: Promise<void>[] = [];
  const open = async () => {
    const first = cluster.fork(WORKER_MARK);
    const ready = once(first, "listening", { signal: stopping });
    places.push(
      keepOne(first, log, stopping).catch((error: unknown) => {
        failed.abort(error);
      }),
    );
    await ready;
  };
  try {
    // What keeps one from starting keeps all: so it is said once.
    await open();
    await Promise.all(Array.from({ length: environment.workers - 1 }, open));
    announce(environment);
    await aborted(stopping);
  } catch (error) {
    if (!stopping.aborted) throw error;
  } finally {
    for (const worker of living()) worker.process.kill("SIGTERM");
    await Promise.all(places);
  }
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** One worker after the other. @throws WorkerFailure if the first never served */
async function keepOne(first: Worker, log: Logger, stopping: AbortSignal): Promise<void> {
  let failures = 0;
  for (let worker = first; ; worker = cluster.fork(WORKER_MARK)) {
    const begun = performance.now();
    let served = false;
    worker.once("listening", () => (served = true));
    const { code, signal, error } = await ended(worker);
    if (stopping.aborted) return;
    if (!served && worker === first) throw new WorkerFailure("A worker could not start");
    failures = performance.now() - begun > STEADY ? 1 : failures + 1;
    const wait = Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE);
    log.error(
      { worker: worker.process.pid, code, signal, err: error },
      `A worker has ended: another takes its place in ${wait} ms`,
    );
    await pause(wait, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return;
  }
}

/** Also where it never began: the machine may have no process left. */
function ended(worker: Worker): Promise<{ code?: number; signal?: string; error?: Error }> {
  return new Promise((resolve) => {
    worker.once("exit", (code, signal) => resolve({ code, signal }));
    worker.on("error", (error) => {
      if (worker.process.pid === undefined) resolve({ error });
    });
  });
}

function living(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}
