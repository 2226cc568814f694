import { announce } from "./announce.js";
import type { Environment } from "./env.js";
import { migrateGround, openGround } from "./ground.js";
import { openLog } from "./log.js";
import { serve } from "./serve.js";
import { openServices } from "./services.js";
import { stopSignal } from "./stop-signal.js";
import { sweepExpired } from "./sweep.js";

/** Serves by this process alone: it migrates, and clears away too. */
export async function serveAlone(environment: Environment): Promise<void> {
  const log = openLog(environment);
  const signal = stopSignal();
  const ground = await openGround(environment, log);
  try {
    await migrateGround(ground);
    const services = await openServices(environment, ground, log);
    const sweep = sweepExpired(services.database, log);
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
