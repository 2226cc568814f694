import type { Target } from "./targets.js";

export const restWorkloads = ["list", "get", "create", "patch", "mix"] as const;
export const trpcWorkloads = ["trpc-list", "trpc-get", "trpc-batch"] as const;
export const workloads = [...restWorkloads, ...trpcWorkloads] as const;

export type Workload = (typeof workloads)[number];

export interface LoadRequest {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Calls in one tRPC batch. */
const BATCH = 10;

/** Requests of one connection before it begins anew, at least. */
const SHORTEST_TURN = 200;

/** Of ten calls of the mix, in their order: eight read and two write. */
const MIX = ["list", "get", "list", "get", "create", "list", "get", "list", "get", "patch"] as const;

/**
 * What each connection sends, over and over: each request as another user than the one before. No two connections share
 * a user, as people work on their own tasks.
 *
 * @param stamp goes into titles, so that each write of a run changes something
 */
export function requestsOf(
  workload: Workload,
  targets: readonly Target[],
  connections: number,
  stamp: string,
): readonly (readonly LoadRequest[])[] {
  return Array.from({ length: connections }, (_, connection) => {
    const users = targets.filter((_user, index) => index % connections === connection);
    // A multiple of the mix's length, so that its shares hold.
    const turn = Math.ceil(Math.max(users.length, SHORTEST_TURN / 2) / MIX.length) * MIX.length;
    // Twice the same tasks with another title, so that a turn leaves none with the title that the next one gives it.
    return ["a", "b"].flatMap((half) =>
      Array.from({ length: turn }, (_item, index) => {
        const user = at(users, index);
        const ids = [...user.taskIds.keys()].map((step) => at(user.taskIds, Math.floor(index / users.length) + step));
        return requestOf(workload, { user, ids, index, title: `Benchmark ${stamp} ${half}` });
      }),
    );
  });
}

interface Turn {
  readonly user: Target;
  /** The user's tasks, this turn's first. */
  readonly ids: readonly string[];
  readonly index: number;
  readonly title: string;
}

function requestOf(workload: Workload, turn: Turn): LoadRequest {
  const { user, ids, index, title } = turn;
  const authorization = `Bearer ${user.token}`;
  const read = (path: string): LoadRequest => ({ method: "GET", path, headers: { authorization } });
  const write = (method: "POST" | "PATCH", path: string, body: unknown): LoadRequest => ({
    method,
    path,
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  switch (workload) {
    case "list":
      return read("/api/tasks?limit=20");
    case "get":
      return read(`/api/tasks/${at(ids, 0)}`);
    case "create":
      return write("POST", "/api/tasks", { title, notes: "Ask first.", priority: "medium", labels: ["work"] });
    case "patch":
      return write("PATCH", `/api/tasks/${at(ids, 0)}`, { title });
    case "mix":
      return requestOf(at(MIX, index), turn);
    case "trpc-list":
      return read(trpcPath("tasks.list", [{ limit: 20 }]));
    case "trpc-get":
      return read(trpcPath("tasks.get", [{ id: at(ids, 0) }]));
    case "trpc-batch": {
      const inputs = Array.from({ length: BATCH }, (_, call) => ({ id: at(ids, call) }));
      return read(trpcPath("tasks.get", inputs));
    }
    default:
      throw new RangeError(`No such workload: ${String(workload satisfies never)}`);
  }
}

/** As tRPC's client writes a batch of calls with superjson. */
function trpcPath(procedure: string, inputs: readonly unknown[]): string {
  const input = Object.fromEntries(inputs.map((json, index) => [index, { json }]));
  const names = inputs.map(() => procedure).join(",");
  return `/api/trpc/${names}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`;
}

/** Round and round. */
function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError("There are fewer users than connections, or users without tasks");
  return item;
}
