import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { childEnvironment } from "../env.js";
import type { Closers } from "./closers.js";

/** Milliseconds that a process has to end by itself. */
const PATIENCE = 12_000;
/** Milliseconds that a server may take until it answers. */
const START_LIMIT = 30_000;

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Program {
  readonly name: string;
  readonly script: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What it writes goes into this file. */
  readonly log: string;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Ends by itself with this process, should that be killed: by the channel between the two. */
  readonly tied?: boolean;
}

/** Starts a server and waits until it is ready. @throws Error with its last words if it ends instead */
export async function startServer(closers: Closers, program: Program): Promise<ServerProcess> {
  const { name, script, port, log, nodeOptions = [], tied = false } = program;
  const output = openSync(log, "a");
  const child = spawn(process.execPath, [...nodeOptions, script], {
    env: { ...childEnvironment(), ...program.environment },
    stdio: ["ignore", output, output, ...(tied ? (["ipc"] as const) : [])],
  });
  closeSync(output);
  closers.add(() => stopChild(child));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_LIMIT;
  const ready = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;
  while (!(await ready())) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      throw new Error(`The ${name} server does not start:\n${readFileSync(log, "utf8").slice(-2000)}`);
    }
    await sleep(50);
  }
  if (child.pid === undefined) throw new Error(`The ${name} server has no process`);
  return { url, pid: child.pid, stop: () => stopChild(child) };
}

/** Runs a program to its end; its progress goes to this one's stderr. @throws Error if it fails */
export async function runToEnd(
  closers: Closers,
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...childEnvironment(), ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  closers.add(() => stopChild(child));
  await once(child, "exit");
  if (child.exitCode !== 0) throw new Error(`${script} failed`);
}

/** SIGTERM, and SIGKILL if that does not end it. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  await ended;
  clearTimeout(timer);
}
