import type { Measurement } from "../measure.js";
import type { Reached, Verdict } from "./goals.js";
import { median } from "./statistics.js";

const MEBIBYTE = 1024 * 1024;

/** A table in Markdown that is easy to read as it stands. The first `texts` columns are text, the others numbers. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column < texts ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column < texts ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** Medians over the rounds, a line for each server under each load. */
export function figuresTable(measurements: readonly Measurement[]): string {
  const lines = new Map<string, [Measurement, ...Measurement[]]>();
  for (const one of measurements) {
    const key = `${one.workload} ${one.server} ${one.connections}`;
    const line = lines.get(key);
    if (line) line.push(one);
    else lines.set(key, [one]);
  }
  const rows = [...lines.values()].map((rounds) => {
    const [{ workload, server, connections }] = rounds;
    const middle = (figure: (of: Measurement) => number | undefined, digits: number) => {
      const values = rounds.map(figure).filter((value) => value !== undefined);
      return values.length === 0 ? "n/a" : median(values).toFixed(digits);
    };
    return [
      workload,
      server,
      String(connections),
      middle((of) => of.requestsPerSecond, 0),
      middle((of) => of.p50, 2),
      middle((of) => of.p99, 2),
      middle((of) => of.serverCpu, 3),
      middle((of) => of.databaseCpu, 3),
      middle((of) => of.resident && of.resident / MEBIBYTE, 0),
    ];
  });
  const head = [
    "workload",
    "server",
    "connections",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "server CPU ms",
    "database CPU ms",
    "memory MiB",
  ];
  return formatTable(head, rows, 2);
}

/** The goals beside what was reached. */
export function goalsTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ goal, ours, naive, met }) => [
    goal.what,
    goal.at,
    met === undefined ? "" : met ? "yes" : "no",
    goal.least === undefined ? `≤ ${goal.most}` : `≥ ${goal.least}`,
    shown(ours),
    shown(naive),
  ]);
  return formatTable(["of bare's", "at", "met", "goal", "ours", "naive"], rows, 3);
}

function shown(reached: Reached | undefined): string {
  if (!reached) return "n/a";
  const { median: middle, least, most } = reached;
  return `${middle.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}
