import cluster from "node:cluster";
import { randomUUID } from "node:crypto";
import { ApiError } from "@typedo/api";
import { AggregatorRegistry, type Registry } from "prom-client";
import { z } from "zod";
import { isWorker } from "../env.js";
import { tell } from "./tell.js";

const asked = z.object({ metricsAsked: z.string() });
const gathered = z.object({ metricsGathered: z.string(), text: z.string() });

/** Milliseconds until what others have counted is not waited for. */
const PATIENCE = 5000;

/** At the leader: a worker that is asked for metrics tells those of all. */
export function relayMetrics(): void {
  const registry = new AggregatorRegistry();
  cluster.on("message", (worker, message: unknown) => {
    const { data } = asked.safeParse(message);
    if (!data) return;
    registry
      .clusterMetrics()
      .then((text) => tell(worker, { metricsGathered: data.metricsAsked, text }))
      // Where one does not answer, who asked waits no longer than that.
      .catch(() => {});
  });
}

/** At a worker: tells the leader what was counted here, when that asks. */
export function shareMetrics(registry: Registry): void {
  if (!isWorker) return;
  AggregatorRegistry.setRegistries(registry);
  // Nothing else has it listen.
  void new AggregatorRegistry();
}

/**
 * Of all processes that serve together.
 *
 * @throws ApiError `unavailable` where one does not tell in time: without its own, all counts would seem to fall, and then to
 *   rise by all that there ever was
 */
export async function gatherMetrics(own: () => Promise<string>): Promise<string> {
  if (!isWorker) return own();
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    const take = (message: unknown) => {
      const { data } = gathered.safeParse(message);
      if (data?.metricsGathered !== id) return;
      clearTimeout(timer);
      process.off("message", take);
      resolve(data.text);
    };
    const timer = setTimeout(() => {
      process.off("message", take);
      reject(new ApiError("unavailable", { detail: "A worker does not tell what it has counted" }));
    }, PATIENCE);
    process.on("message", take);
    process.send?.({ metricsAsked: id });
  });
}
