import cluster, { type Worker } from "node:cluster";
import { z } from "zod";
import { isWorker } from "../env.js";
import { tell } from "./tell.js";
import { CAPACITY, type DevMailbox, type KeptMail } from "../mail/dev-mailbox.js";

const keptMail = z.object({
  mail: z.object({ at: z.coerce.date(), to: z.string(), subject: z.string(), text: z.string() }),
});

/** At the leader: what a worker would have mailed is shown by all of them, and by those that come later. */
export function relayMails(): void {
  let newest: KeptMail[] = [];
  const serving = new Set<Worker>();
  cluster.on("message", (sender, message: unknown) => {
    const { data } = keptMail.safeParse(message);
    if (!data) return;
    newest = [...newest, data.mail].slice(-CAPACITY);
    for (const worker of serving) if (worker !== sender) tell(worker, data);
  });
  cluster.on("listening", (worker) => {
    // At two addresses, perhaps.
    if (serving.has(worker)) return;
    serving.add(worker);
    for (const mail of newest) tell(worker, { mail });
  });
  cluster.on("exit", (worker) => serving.delete(worker));
}

/** At a worker: what comes into the mailbox here comes to the others, and the other way round. */
export function shareMailbox(mailbox: DevMailbox): void {
  if (!isWorker) return;
  process.on("message", (message) => {
    const { data } = keptMail.safeParse(message);
    if (data) mailbox.add(data.mail);
  });
  mailbox.onKept = (mail) => process.send?.({ mail });
}
