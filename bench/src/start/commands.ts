import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Closers } from "../machine/closers.js";

/** Milliseconds between two looks. */
const INTERVAL = 20;
/** Milliseconds in which something has to happen. */
const PATIENCE = 15 * 60_000;

interface Command {
  readonly line: readonly [string, ...string[]];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Running {
  /** All that it wrote. */
  output(): string;
  /** Seconds from its start until `look` found something. @throws Error if it ended before, or after a quarter of an hour */
  until(look: () => boolean | Promise<boolean>): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a command with whatever it starts itself, all of which end together. */
export function startCommand(closers: Closers, command: Command): Running {
  const begun = performance.now();
  const { child, output } = run(closers, command);
  return {
    output,
    stop: async () => stopGroup(child),
    async until(look) {
      while (!(await look())) {
        const late = performance.now() - begun > PATIENCE;
        if (child.exitCode !== null || child.signalCode !== null || late) {
          throw new Error(`${command.line.join(" ")} came to nothing:\n${output().slice(-2000)}`);
        }
        await sleep(INTERVAL);
      }
      return (performance.now() - begun) / 1000;
    },
  };
}

/** Runs a command to its end. Returns the seconds that it took. @throws Error with its last words if it fails */
export async function timeCommand(closers: Closers, command: Command): Promise<number> {
  const begun = performance.now();
  const { child, output } = run(closers, command);
  await once(child, "close");
  if (child.exitCode !== 0) throw new Error(`${command.line.join(" ")} failed:\n${output().slice(-2000)}`);
  return (performance.now() - begun) / 1000;
}

function run(closers: Closers, { line: [program, ...args], folder, environment }: Command) {
  const child = spawn(program, args, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  }
  closers.add(async () => stopGroup(child));
  return { child, output: () => chunks.join("") };
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, "exit");
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // Nobody of the group is left.
  }
  await ended;
  // What the command itself had started may take a moment longer.
  while (hasMembers(child.pid)) await sleep(INTERVAL);
}

function hasMembers(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}
