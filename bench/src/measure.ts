import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import type { Load } from "./load/load.js";
import type { ServerProcess } from "./machine/child.js";
import type { Machine } from "./machine/proc.js";
import type { Step } from "./plan.js";

/** One server under one load for some seconds. What the machine does not tell is undefined. */
export interface Measurement extends Step {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU a request. */
  readonly serverCpu: number | undefined;
  readonly databaseCpu: number | undefined;
  /** The most that the server's process had resident, in bytes. */
  readonly resident: number | undefined;
}

/** A run with one wrong answer says nothing about right ones. */
export class VoidRunError extends Error {
  override readonly name = "VoidRunError";
}

export interface Bench {
  readonly machine: Machine;
  readonly load: Load;
  readonly owner: postgres.Sql;
  /** The PostgreSQL server's process, whose children are the others; undefined if it is on another machine. */
  readonly postmaster: number | undefined;
  /** Whether the owner can see all users' rows, past the policies. */
  readonly seesAll: boolean;
}

/** Milliseconds between two looks at the memory. */
const INTERVAL = 100;
/** Milliseconds in which nothing may change: then what was under way when the load ended has ended too. */
const SETTLING = 100;

/** @throws VoidRunError for an error, another status than 2xx, or a write that is not in the database */
export async function measure(bench: Bench, step: Step, server: ServerProcess, seconds: number): Promise<Measurement> {
  const { machine, postmaster } = bench;
  const { workload, connections, round } = step;
  const before = { server: machine.cpuTime(server.pid), database: machine.cpuTime(postmaster) };
  const changesBefore = await countChanges(bench);
  let resident = machine.resident(server.pid);
  const watch = setInterval(() => {
    resident = Math.max(resident ?? 0, machine.resident(server.pid) ?? 0) || undefined;
  }, INTERVAL);
  let report;
  try {
    // No other measurement has it: a title that is there already would be no change.
    const stamp = `${round} ${workload} ${step.server} ${connections}`;
    report = await bench.load.run({ url: server.url, workload, connections, seconds, stamp });
  } finally {
    clearInterval(watch);
  }
  const { good, bad } = report;
  const perRequest = (start: number | undefined, end: number | undefined) =>
    start === undefined || end === undefined ? undefined : (end - start) / good;
  const serverCpu = perRequest(before.server, machine.cpuTime(server.pid));
  const databaseCpu = perRequest(before.database, machine.cpuTime(postmaster));

  const what = `${workload} at ${connections} on ${step.server}`;
  if (bad > 0 || good === 0) throw new VoidRunError(`Void: ${what} had ${good} good answers and ${bad} others`);
  const changes = await settle(bench);
  if (bench.seesAll) checkChanges(step, good, changes - changesBefore);
  const { seconds: took, p50, p99 } = report;
  return { ...step, requests: good, requestsPerSecond: good / took, p50, p99, serverCpu, databaseCpu, resident };
}

/** Waits until the last writes are done, which would count as the next measurement's. Returns all changes by then. */
async function settle(bench: Bench): Promise<number> {
  let before = Number.NaN;
  let now = await countChanges(bench);
  while (now !== before) {
    await sleep(SETTLING);
    [before, now] = [now, await countChanges(bench)];
  }
  return now;
}

/** Changes that all users have made, by their change numbers. */
async function countChanges({ owner, seesAll }: Pick<Bench, "owner" | "seesAll">): Promise<number> {
  if (!seesAll) return 0;
  const [row] = await owner<{ sum: string }[]>`select sum(seq)::text as sum from app.user_state`;
  return Number(row?.sum);
}

/**
 * Each write that was answered is in the database, and nothing else: but for what was under way at the end, one a
 * connection at the most.
 *
 * @throws VoidRunError
 */
export function checkChanges(step: Step, answered: number, changes: number): void {
  const { workload, connections, server } = step;
  const share = WRITING_SHARE[workload] ?? 0;
  const expected = answered * share;
  // Where a mix ends, up to two more or less of its ten calls were writes.
  const loose = share > 0 && share < 1 ? 2 * connections : 0;
  const underWay = share > 0 ? connections : 0;
  if (changes >= expected - loose && changes <= expected + loose + underWay) return;
  throw new VoidRunError(
    `Void: ${workload} at ${connections} on ${server} changed ${changes} rows, for ${answered} answers`,
  );
}

/** Of a workload's requests, those that write; none unless said. */
const WRITING_SHARE: Readonly<Partial<Record<Step["workload"], number>>> = { create: 1, patch: 1, mix: 0.2 };
