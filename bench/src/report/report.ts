import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Measurement } from "../measure.js";
import type { Options } from "../options.js";
import { judge } from "./goals.js";
import { replaceFigures } from "./readme.js";
import { describeMachine, type Surroundings } from "./surroundings.js";
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
  const { rounds, seconds, users, tasks } = options;
  const verdicts = judge(measurements);
  return [
    `${describeMachine(surroundings)}; ${users} users with ${tasks} tasks each; ${rounds} rounds of ${seconds} s; ` +
      `load of the machine before: ${surroundings.loadBefore.toFixed(1)}.`,
    ...(verdicts.length > 0
      ? ["Ratios: the median of the rounds, and in parentheses the least and the most.", goalsTable(verdicts)]
      : []),
    "Medians of the rounds:",
    figuresTable(measurements),
  ].join("\n\n");
}

/** Everything that was measured, and what it reached. */
export function withVerdicts(outcome: Outcome): object {
  const verdicts = judge(outcome.measurements).map(({ goal: { what, at, least, most }, ours, naive, met }) => ({
    what,
    at,
    least,
    most,
    ours,
    naive,
    met,
  }));
  return { ...outcome, verdicts };
}

/** Writes everything that was measured, as JSON. Returns the file's path. */
export async function writeResults({ date }: Surroundings, name: string, outcome: object): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const path = `${RESULTS}/${name}-${date.replaceAll(/[:.]/g, "-")}.json`;
  await writeFile(path, `${JSON.stringify(outcome, null, 2)}\n`);
  return path;
}

/** Puts figures into the README, where they belong. */
export async function writeReadme(name: "figures" | "scale" | "types" | "start", figures: string): Promise<void> {
  await writeFile(README, replaceFigures(await readFile(README, "utf8"), name, figures));
}
