import type { Options } from "./options.js";
import type { ServerName } from "./stage.js";
import { restWorkloads, type Workload } from "./workloads.js";

/** One load, on one server after the other. */
export interface Cell {
  readonly workload: Workload;
  readonly connections: number;
  readonly servers: readonly ServerName[];
}

export interface Step {
  /** From 1. */
  readonly round: number;
  readonly workload: Workload;
  readonly connections: number;
  readonly server: ServerName;
}

/** What the goals look at. */
const CONNECTIONS: Readonly<Record<Workload, readonly number[]>> = {
  list: [1, 16, 64],
  get: [1, 16, 64],
  create: [1, 16, 64],
  patch: [1, 16, 64],
  mix: [1, 16, 64],
  "trpc-list": [16],
  "trpc-get": [1],
  "trpc-batch": [1],
};

export function planCells({ only, connections, servers }: Pick<Options, "only" | "connections" | "servers">): Cell[] {
  return only.flatMap((workload) =>
    (connections ?? CONNECTIONS[workload]).map((count) => ({
      workload,
      connections: count,
      servers: servers.filter((server) => isFor(server, workload, count)),
    })),
  );
}

/** In each round every load, on each server in turn; who is first changes from round to round. */
export function planSteps(cells: readonly Cell[], rounds: number): Step[] {
  return Array.from({ length: rounds }, (_, index) => index).flatMap((index) =>
    cells.flatMap(({ workload, connections, servers }) =>
      servers.map((_server, place) => {
        const server = servers[(place + index) % servers.length];
        if (server === undefined) throw new RangeError("There is no server");
        return { round: index + 1, workload, connections, server };
      }),
    ),
  );
}

function isFor(server: ServerName, workload: Workload, connections: number): boolean {
  // The bare server has no tRPC.
  if (server === "bare") return isRest(workload);
  // What a second worker gives is seen where one has much to do.
  if (server === "ours-2") return (workload === "list" || workload === "mix") && connections > 1;
  return true;
}

function isRest(workload: Workload): boolean {
  return restWorkloads.some((rest) => rest === workload);
}
