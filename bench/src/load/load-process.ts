import autocannon from "autocannon";
import { percentile } from "../report/statistics.js";
import type { Target } from "../targets.js";
import { requestsOf } from "../workloads.js";
import { type LoadCommand, loadCommand, type LoadReport } from "./messages.js";

/** Milliseconds between autocannon's looks at the clock. */
const TICK = 50;

let targets: readonly Target[] = [];

// A process of its own, so that making requests takes nothing from the process that measures.
process.on("message", (message) => {
  const command = loadCommand.parse(message);
  if (command.kind === "targets") {
    targets = command.targets;
    return;
  }
  run(command).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole group: who started this process ends it.
process.on("SIGINT", () => {});

async function run(command: Extract<LoadCommand, { kind: "run" }>): Promise<LoadReport> {
  const { url, workload, connections, seconds, stamp } = command;
  const requests = requestsOf(workload, targets, connections, stamp).map((own) =>
    own.map((request) => ({ ...request })),
  );
  const times: number[] = [];
  let good = 0;
  let begun = 0;
  let ended = 0;

  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const setupClient = (client: autocannon.Client) => {
      const own = requests.pop();
      // Built once, before the first is sent.
      if (own) client.setRequests(own);
    };
    begun = performance.now();
    const cannon = autocannon(
      { url, connections, duration: seconds, sampleInt: TICK, timeout: 10, setupClient },
      (error: unknown, done) => {
        if (error === null || error === undefined) resolve(done);
        else reject(error instanceof Error ? error : new Error("autocannon failed", { cause: error }));
      },
    );
    cannon.on("response", (_client, status, _bytes, time) => {
      // autocannon's own histogram rounds to whole milliseconds.
      times.push(time);
      if (status >= 200 && status < 300) good += 1;
      ended = performance.now();
    });
  });

  const sorted = Float64Array.from(times).sort();
  return {
    good,
    bad: times.length - good + result.errors + result.timeouts,
    seconds: (ended - begun) / 1000,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  };
}
