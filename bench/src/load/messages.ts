import { z } from "zod";
import { workloads } from "../workloads.js";

const target = z.object({ userId: z.string(), token: z.string(), taskIds: z.array(z.string()) });

/** What the load's process is told. */
export const loadCommand = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("targets"), targets: z.array(target) }),
  z.object({
    kind: z.literal("run"),
    url: z.string(),
    workload: z.enum(workloads),
    connections: z.int(),
    seconds: z.number(),
    stamp: z.string(),
  }),
]);

/** What it saw; times in milliseconds. */
export const loadReport = z.object({
  /** Answered with 2xx. */
  good: z.int(),
  /** Answered otherwise, not at all, or too late. */
  bad: z.int(),
  seconds: z.number(),
  p50: z.number(),
  p99: z.number(),
});

export type LoadCommand = z.output<typeof loadCommand>;
export type LoadReport = z.output<typeof loadReport>;
