import cluster from "node:cluster";
import type { Environment } from "../env.js";
import { openLog } from "../log.js";
import { serve } from "../serve.js";
import { openGround } from "../ground.js";
import { openServices } from "../services.js";
import { stopSignal } from "../stop-signal.js";

/** One of several processes that serve at one port. The one that started it has migrated; with that one it ends. */
export async function serveAsWorker(environment: Environment): Promise<void> {
  const log = openLog(environment);
  // Ctrl-C comes from the terminal and from the leader, who alone makes an end if there is a second one.
  const signal = stopSignal(() => {});
  try {
    const ground = await openGround(environment, log);
    try {
      const services = await openServices(environment, ground, log);
      try {
        await serve(environment, services, log, signal);
      } finally {
        await services.close();
      }
    } finally {
      await ground.close();
    }
  } finally {
    // The channel to the leader would keep this process alive.
    cluster.worker?.disconnect();
  }
}
