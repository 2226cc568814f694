import type { Worker } from "node:cluster";

/** Sends a worker a message, if it is still there: without a callback, one that has just gone would end this process. */
export function tell(worker: Worker, message: object): void {
  if (worker.isConnected()) worker.send(message, () => {});
}
