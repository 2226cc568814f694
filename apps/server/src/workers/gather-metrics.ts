import cluster from "node:cluster";
import { randomUUID } from "node:crypto";
import { AggregatorRegistry } from "prom-client";
import { z } from "zod";
import { isWorker } from "../env.js";
import { tell } from "./tell.js";

const asked = z.object({ metricsAsked: z.string() });
const gathered = z.object({ metricsGathered: z.string(), text: z.string() });

/** Milliseconds until a leader that does not answer is not waited for. */
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
      // Where one does not answer, who asked is told of their own after a while.
      .catch(() => {});
  });
}

/** Of all processes that serve together; where the others can't be asked, of this one. */
export async function gatherMetrics(own: () => Promise<string>): Promise<string> {
  if (!isWorker) return own();
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    const finish = (text: Promise<string> | string) => {
      clearTimeout(timer);
      process.off("message", take);
      Promise.resolve(text).then(resolve, reject);
    };
    const take = (message: unknown) => {
      const { data } = gathered.safeParse(message);
      if (data?.metricsGathered === id) finish(data.text);
    };
    const timer = setTimeout(() => finish(own()), PATIENCE);
    process.on("message", take);
    process.send?.({ metricsAsked: id });
  });
}
