import { execFileSync } from "node:child_process";
import { chownSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "./embedded-error.js";
import type { Place } from "./place.js";
import { isAlive, unfinishedPath } from "./unfinished.js";

/** A server that runs on a data folder, as its lock file tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketDirectory: string;
  /** Takes connections: it is neither starting, nor recovering, nor stopping. */
  readonly ready: boolean;
}

/** No system gives a process this id. */
const NO_PROCESS = 2 ** 31 - 1;

/** Milliseconds after which an empty lock file is not about to be filled. */
const EMPTY_FOR = 2000;

/** Returns undefined where none runs, whatever a lock file says that was left behind. */
export function findPostmaster(data: string): Postmaster | undefined {
  // Its lines: https://www.postgresql.org/docs/current/storage-file-layout.html
  const [pid, , , port, socketDirectory = "", , , status] = readIfThere(join(data, "postmaster.pid")).split("\n");
  if (!pid || !isPostmaster(Number(pid), data)) return undefined;
  return { pid: Number(pid), port: Number(port), socketDirectory, ready: status?.trim() === "ready" };
}

/** As far as is known without asking another program: who looks again and again can't wait for one. */
export function stillRuns({ pid }: Postmaster, data: string): boolean {
  return process.platform === "linux" ? isPostmaster(pid, data) : isAlive(pid);
}

/**
 * After a reboot, and in a container at every start, a killed server's process id may be another program's. PostgreSQL
 * takes that for the server and refuses to start, so its lock files are made to name nobody. The rest of
 * `postmaster.pid` stays: by it PostgreSQL finds out whether a backend of the killed server still has its memory.
 */
export function clearStaleLocks({ data, run, account }: Place): void {
  const path = join(data, "postmaster.pid");
  const content = readIfThere(path);
  const [pid, ...rest] = content.split("\n");
  if (pid === "") {
    const made = statSync(path, { throwIfNoEntry: false });
    if (made && Date.now() - made.mtimeMs > EMPTY_FOR) rmSync(path, { force: true });
    return;
  }
  if (!isAlive(Number(pid)) || isPostmaster(Number(pid), data)) return;
  const replacement = unfinishedPath(run);
  writeFileSync(replacement, [NO_PROCESS, ...rest].join("\n"), { mode: 0o600, flag: "wx" });
  if (account) chownSync(replacement, account.uid, account.gid);
  if (readIfThere(path) === content) renameSync(replacement, path);
  else rmSync(replacement);
  const socketLock = join(run, ".s.PGSQL.5432.lock");
  if (readIfThere(socketLock).split("\n")[0] === pid) rmSync(socketLock, { force: true });
}

/** A process id alone tells nothing, as they come again: its command line names the folder. */
function isPostmaster(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") return readIfThere(`/proc/${pid}/cmdline`).split("\0").includes(data);
  try {
    return execFileSync("/bin/ps", ["-ww", "-o", "command=", "-p", `${pid}`], { encoding: "utf8" }).includes(data);
  } catch {
    return false; // it ended meanwhile
  }
}

/** "" where it is not, or no longer, there. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return "";
    throw error;
  }
}
