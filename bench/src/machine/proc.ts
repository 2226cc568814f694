import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A line of /proc/<pid>/stat (man proc_pid_stat), as far as it is of use. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks of CPU: its own, and of children that ended and were waited for. */
  readonly ticks: number;
}

/** @throws SyntaxError if it is no such line */
export function parseStat(line: string): ProcessStat {
  // The name, in parentheses, may itself hold spaces and parentheses.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const pid = Number.parseInt(line, 10);
  const [parent, ...times] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
  const ticks = times.reduce((sum, time) => sum + time, 0);
  if (parent === undefined || ![pid, parent, ticks].every(Number.isInteger)) {
    throw new SyntaxError(`Not a line of /proc/<pid>/stat: ${line}`);
  }
  return { pid, parent, ticks };
}

/** Ticks of a process and of all below it. One that ends meanwhile leaves its ticks to its parent: none are lost. */
export function treeTicks(stats: readonly ProcessStat[], root: number): number {
  const children = new Map<number, ProcessStat[]>();
  for (const stat of stats) children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  const sumBelow = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + child.ticks + sumBelow(child.pid), 0);
  return (stats.find(({ pid }) => pid === root)?.ticks ?? 0) + sumBelow(root);
}

/** A process and all below it. */
export function treeOf(stats: readonly ProcessStat[], root: number): number[] {
  const tree = [root];
  // Those that are added are looked at too.
  for (const pid of tree) tree.push(...stats.filter(({ parent }) => parent === pid).map((child) => child.pid));
  return tree;
}

/** How much of the machine processes took. Everything is undefined where there is no /proc. */
export interface Machine {
  /** Milliseconds of CPU that a process and all below it have used. */
  cpuTime(root: number | undefined): number | undefined;
  /** Bytes that a process and all below it have resident; what they share counts for each. */
  resident(root: number): number | undefined;
  parentOf(pid: number): number | undefined;
  /** A process's command line. */
  commandOf(pid: number): string | undefined;
}

export function openMachine(): Machine {
  if (process.platform !== "linux") {
    const unknown = () => undefined;
    return { cpuTime: unknown, resident: unknown, parentOf: unknown, commandOf: unknown };
  }
  const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return {
    cpuTime: (root) => (root === undefined ? undefined : (treeTicks(readAll(), root) * 1000) / ticksPerSecond),
    resident(root) {
      const sizes = treeOf(readAll(), root).map(residentAlone);
      const known = sizes.filter((size) => size !== undefined);
      return known.length === 0 ? undefined : known.reduce((sum, size) => sum + size, 0);
    },
    parentOf(pid) {
      const line = read(`/proc/${pid}/stat`);
      return line === undefined ? undefined : parseStat(line).parent;
    },
    commandOf: (pid) => read(`/proc/${pid}/cmdline`),
  };
}

function residentAlone(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function readAll(): ProcessStat[] {
  const lines = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => read(`/proc/${pid}/stat`));
  return lines.filter((line) => line !== undefined).map(parseStat);
}

/** Undefined for a process that has ended. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
