import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

/** The server as `pnpm start` runs it, in a process of its own. */
export interface TypedoProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** All that it wrote so far. */
  output(): string;
  /** Ends it by a signal, and waits. Resolves to its exit code; null where the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

let given = 0;

/**
 * A port to listen at, later. It is none of those that the system gives to whoever asks for any: until a server has taken
 * it, that may be somebody else. Nor is it one of the hundred that another process is given here, of two hundred that follow
 * one another.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + ((process.pid * 100 + given) % 20_000);
    given += 1;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return true;
}

/** A folder for the embedded database, removed by `remove`. */
export async function newDataDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "typedo-e2e-"));
  return { path: join(path, "data"), remove: () => rm(path, { recursive: true, force: true }) };
}

/** Runs one of the programs in `dist`, or another version's by its whole path. Nothing of this process's environment but PATH goes along. */
export function run(program: string, environment: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=32", isAbsolute(program) ? program : join(DIST, program), ...args],
    {
      env: { PATH: "/usr/bin:/bin", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const chunks: string[] = [];
  const errors: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => errors.push(chunk));
  const ended = once(child, "close").then(() => child.exitCode);
  return { child, ended, stdout: () => chunks.join(""), stderr: () => errors.join("") };
}

/** Starts a server and waits until it is ready. */
export async function startTypedo(
  dataDirectory: string,
  environment: Record<string, string> = {},
  program = "main.js",
): Promise<TypedoProcess> {
  const port = await freePort();
  const server = run(program, {
    PORT: String(port),
    DATA_DIR: dataDirectory,
    RATE_LIMIT_PER_MINUTE: "0",
    AUTH_RATE_LIMIT_PER_MINUTE: "0",
    ...environment,
  });
  const url = `http://localhost:${port}`;
  const ready = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;
  while (!(await ready())) {
    if (server.child.exitCode !== null) throw new Error(`The server ended: ${server.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    process: server.child,
    output: () => server.stdout() + server.stderr(),
    async stop(signal = "SIGTERM") {
      server.child.kill(signal);
      return server.ended;
    },
  };
}
