import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Measurement } from "../measure.js";
import type { Options } from "../options.js";
import { judge } from "./goals.js";
import { replaceFigures } from "./readme.js";
import type { Surroundings } from "./surroundings.js";
import { figuresTable, goalsTable } from "./table.js";

export interface Outcome {
  readonly surroundings: Surroundings;
  readonly options: Options;
  readonly measurements: readonly Measurement[];
}

const README = fileURLToPath(new URL("../../README.md", import.meta.url));
const RESULTS = fileURLToPath(new URL("../../results", import.meta.url));

/** The tables, for people. */
export function describe({ surroundings, options, measurements }: Outcome): string {
  const { date, processor, processors, memoryGib, system, node, postgresql, loadBefore } = surroundings;
  const { rounds, seconds, users, tasks } = options;
  const verdicts = judge(measurements);
  return [
    `${date.slice(0, 10)}: ${processors} × ${processor}, ${memoryGib} GiB, ${system}, Node ${node}, PostgreSQL ${postgresql}; ` +
      `${users} users with ${tasks} tasks each; ${rounds} rounds of ${seconds} s; load of the machine before: ${loadBefore.toFixed(1)}.`,
    ...(verdicts.length > 0
      ? ["Ratios: the median of the rounds, and in parentheses the least and the most.", goalsTable(verdicts)]
      : []),
    "Medians of the rounds:",
    figuresTable(measurements),
  ].join("\n\n");
}

/** Writes everything that was measured. Returns the file's path. */
export async function writeResults(outcome: Outcome): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const path = `${RESULTS}/${outcome.surroundings.date.replaceAll(/[:.]/g, "-")}.json`;
  const verdicts = judge(outcome.measurements).map(({ goal: { what, at, least, most }, ours, naive, met }) => ({
    what,
    at,
    least,
    most,
    ours,
    naive,
    met,
  }));
  await writeFile(path, `${JSON.stringify({ ...outcome, verdicts }, null, 2)}\n`);
  return path;
}

export async function writeReadme(figures: string): Promise<void> {
  await writeFile(README, replaceFigures(await readFile(README, "utf8"), figures));
}
