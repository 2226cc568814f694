import type { Measurement } from "../measure.js";
import type { ServerName } from "../stage.js";
import { restWorkloads, type Workload } from "../workloads.js";
import { median } from "./statistics.js";

/** A number that a run should reach, as a ratio of two measurements of one round. */
export interface Goal {
  readonly what: string;
  readonly at: string;
  readonly least?: number;
  readonly most?: number;
  /** Undefined where it was not measured. */
  readonly ratio: (server: ServerName, round: Round) => number | undefined;
}

/** Finds one round's measurement. */
type Round = readonly Measurement[];

const find = (round: Round, server: ServerName, workload: Workload, connections: number) =>
  round.find((one) => one.server === server && one.workload === workload && one.connections === connections);

/** A figure as a multiple of the bare server's. */
const toBare =
  (workload: Workload, connections: number, figure: (of: Measurement) => number | undefined): Goal["ratio"] =>
  (server, round) =>
    divide(
      read(find(round, server, workload, connections), figure),
      read(find(round, "bare", workload, connections), figure),
    );

const serverAndDatabase = ({ serverCpu, databaseCpu }: Measurement) =>
  serverCpu === undefined || databaseCpu === undefined ? undefined : serverCpu + databaseCpu;

export const goals: readonly Goal[] = [
  ...restWorkloads.flatMap((workload) =>
    [16, 64].map((connections): Goal => ({
      what: `requests a second, ${workload}`,
      at: `${connections} connections`,
      least: 0.75,
      ratio: toBare(workload, connections, (of) => of.requestsPerSecond),
    })),
  ),
  {
    what: "CPU of a list of 20, server and database",
    at: "16 connections",
    most: 1.35,
    ratio: toBare("list", 16, serverAndDatabase),
  },
  {
    what: "CPU of a list of 20, the database alone",
    at: "16 connections",
    most: 1.1,
    ratio: toBare("list", 16, (of) => of.databaseCpu),
  },
  ...restWorkloads.map((workload): Goal => ({
    what: `p50, ${workload}`,
    at: "1 connection",
    most: 1.3,
    ratio: toBare(workload, 1, (of) => of.p50),
  })),
  { what: "p99, mix", at: "64 connections", most: 1.4, ratio: toBare("mix", 64, (of) => of.p99) },
  { what: "memory under load", at: "the most of all", most: 1.5, ratio: memory },
  {
    what: "tRPC's list of 20, in requests a second of REST's",
    at: "16 connections",
    least: 0.7,
    ratio: (server, round) =>
      divide(
        find(round, server, "trpc-list", 16)?.requestsPerSecond,
        find(round, server, "list", 16)?.requestsPerSecond,
      ),
  },
  {
    what: "a tRPC batch of 10 gets, in p50 of one get's",
    at: "1 connection",
    most: 3,
    ratio: (server, round) =>
      divide(find(round, server, "trpc-batch", 1)?.p50, find(round, server, "trpc-get", 1)?.p50),
  },
];

/** A goal's ratio over the rounds. */
export interface Reached {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Verdict {
  readonly goal: Goal;
  readonly ours: Reached | undefined;
  readonly naive: Reached | undefined;
  /** Undefined where it was not measured. */
  readonly met: boolean | undefined;
}

/** Each goal that was measured. Ratios are taken within a round, where the machine was in the same mood for both. */
export function judge(measurements: readonly Measurement[]): Verdict[] {
  return goals
    .map((goal) => {
      const ours = reach(goal, "ours", measurements);
      const met = ours && isMet(goal, ours.median);
      return { goal, ours, naive: reach(goal, "naive", measurements), met };
    })
    .filter(({ ours, naive }) => ours ?? naive);
}

function reach(goal: Goal, server: ServerName, measurements: readonly Measurement[]): Reached | undefined {
  const rounds = new Set(measurements.map(({ round }) => round));
  const ratios = [...rounds]
    .map((number) =>
      goal.ratio(
        server,
        measurements.filter(({ round }) => round === number),
      ),
    )
    .filter((ratio) => ratio !== undefined);
  if (ratios.length === 0) return undefined;
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

function isMet({ least = 0, most = Number.POSITIVE_INFINITY }: Goal, ratio: number): boolean {
  return ratio >= least && ratio <= most;
}

/** Of what both servers were asked for. */
function memory(server: ServerName, round: Round): number | undefined {
  const peak = (name: ServerName) => {
    const seen = round
      .filter((one) => one.server === name && restWorkloads.some((rest) => rest === one.workload))
      .map(({ resident }) => resident)
      .filter((bytes) => bytes !== undefined);
    return seen.length === 0 ? undefined : Math.max(...seen);
  };
  return divide(peak(server), peak("bare"));
}

function read(from: Measurement | undefined, figure: (of: Measurement) => number | undefined): number | undefined {
  return from && figure(from);
}

function divide(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined || other === 0 ? undefined : one / other;
}
