import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import postgres from "postgres";
import { expect, onTestFinished, vi } from "vitest";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "../embedded/embedded-postgres.js";
import { EmbeddedPostgresError } from "../embedded/embedded-error.js";

export const isRoot = process.getuid?.() === 0;
export const BUILT = new URL("../../dist/embedded/", import.meta.url);
export const PATIENCE = { timeout: 15_000, interval: 20 };

/** A folder that everybody can enter, removed after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "typedo-embedded-"));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts without fsync, unless told otherwise, and sees to it that the server is gone after the test. */
export async function start(
  dataDirectory: string,
  options: Partial<EmbeddedPostgresOptions> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, durable: false, ...options });
  onTestFinished(async () => server.release());
  return server;
}

export async function query(socketDirectory: string, statement: string): Promise<postgres.RowList<postgres.Row[]>> {
  const client = postgres({
    path: join(socketDirectory, ".s.PGSQL.5432"),
    user: "postgres",
    max: 1,
    onnotice: () => {},
  });
  try {
    return await client.unsafe(statement);
  } finally {
    await client.end();
  }
}

export async function store(socketDirectory: string, note: string): Promise<void> {
  await query(socketDirectory, `create table if not exists notes (note text); insert into notes values ('${note}')`);
}

export async function readNotes(socketDirectory: string): Promise<unknown[]> {
  const rows = await query(socketDirectory, "select note from notes order by note");
  return rows.map((row) => row["note"]);
}

export function serverProcess(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, "data", "postmaster.pid"), "utf8").split("\n")[0]);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function untilGone(pid: number): Promise<void> {
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENCE);
}

/** A process of its own that starts, or joins, the server, holds it until it is told to release it, and ends. */
export interface Holder {
  readonly socketDirectory: string;
  release(): Promise<void>;
  kill(): Promise<void>;
}

export async function startHolder(
  dataDirectory: string,
  options: { uid?: number; built?: URL; durable?: boolean } = {},
): Promise<Holder> {
  const { uid, built = BUILT, durable = false } = options;
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL("embedded-postgres.js", built).href)};
    try {
      const server = await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)}, durable: ${durable} });
      process.stdout.write(JSON.stringify(server) + "\\n");
      process.stdin.once("end", () => server.release()).resume();
    } catch (error) {
      process.stdout.write(JSON.stringify({ error: error.name + ": " + error.message }) + "\\n");
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: "/",
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  for await (const line of createInterface(child.stdout)) {
    const { error, socketDirectory }: { error?: string; socketDirectory: string } = JSON.parse(line);
    if (error !== undefined) throw new Error(error);
    return {
      socketDirectory,
      async release() {
        child.stdin.end();
        await ended;
      },
      async kill() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }
  throw new Error("The process ended without a word: is the package built?");
}

export async function failureOf(starting: Promise<unknown>): Promise<string> {
  const error = await starting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EmbeddedPostgresError);
  const { message } = error instanceof Error ? error : new Error("it started");
  expect(message).not.toContain("\n");
  return message;
}
