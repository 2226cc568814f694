import { closeSync, constants, fstatSync, openSync, readSync, readdirSync, rmSync, writeSync } from "node:fs";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Account, runAs } from "./account.js";
import { EmbeddedPostgresError, errorCode } from "./embedded-error.js";
import { isAlive } from "./unfinished.js";

// Whoever uses a server has two FIFOs open, which the system closes for a process however it ends:
// - `hold-<pid of the server>`, for writing: the watcher (server-process.ts) reads it, and its end stops the server;
// - `users`, which tells one who leaves whether anyone else is there.

const { O_RDONLY, O_RDWR, O_WRONLY, O_NONBLOCK, O_NOFOLLOW } = constants;

/** That this process uses a server. */
export interface Hold {
  letGo(): Departure;
}

/** What one who has let go can still tell. */
export interface Departure {
  /** False: the watcher was killed, so that the server does not stop by itself. */
  readonly isWatched: boolean;
  /** Whether another process, or another part of this one, uses the server. */
  isUsedByOthers(): boolean;
  close(): void;
}

export function holdPath(run: string, server: number): string {
  return join(run, `hold-${server}`);
}

/** Makes a FIFO, for the account alone. One that is there already will do. */
export async function makeFifo(path: string, account: Account | undefined): Promise<void> {
  try {
    await promisify(execFile)("mkfifo", ["-m", "600", path], runAs(account));
  } catch (error) {
    const there = openFifo(path, O_RDONLY, (fd) => fd);
    if (there === undefined) throw error;
    closeSync(there);
  }
}

/**
 * Holds the server with this process id. `none`: there is nothing to hold, as it is about to start or to stop;
 * `unwatched`: nobody reads, so that it would never stop.
 */
export function takeHold(run: string, server: number): Hold | "none" | "unwatched" {
  const users = join(run, "users");
  try {
    const opened = openFifo(holdPath(run, server), O_WRONLY, (hold) => {
      // The line tells a watcher that has seen the end in this very moment that there is someone after all.
      writeSync(hold, "\n");
      return hold;
    });
    if (opened === undefined) return "none";
    const user = openFifo(users, O_RDWR, (fd) => fd);
    return {
      letGo() {
        const others = openFifo(users, O_RDONLY, (fd) => fd);
        const isWatched = hasReader(opened);
        if (user !== undefined) closeSync(user);
        closeSync(opened);
        return {
          isWatched,
          isUsedByOthers: () => others !== undefined && hasWriter(others),
          close: () => others !== undefined && closeSync(others),
        };
      },
    };
  } catch (error) {
    if (errorCode(error) === "ENXIO") return "unwatched";
    if (errorCode(error) === "EPIPE") return "none";
    throw error;
  }
}

/** Removes the holds of servers that ended without their watcher: the machine stopped, or all was killed at once. */
export function removeStaleHolds(run: string): void {
  for (const name of readdirSync(run)) {
    const server = /^hold-(\d+)/.exec(name)?.[1];
    if (server !== undefined && !isAlive(Number(server))) rmSync(join(run, name), { force: true });
  }
}

function hasReader(hold: number): boolean {
  try {
    return writeSync(hold, "\n") > 0;
  } catch (error) {
    if (errorCode(error) === "EPIPE") return false;
    throw error;
  }
}

/** Nobody ever writes a byte to it: a read gives the end where there is no writer, and EAGAIN where there is one. */
function hasWriter(fifo: number): boolean {
  try {
    return readSync(fifo, Buffer.alloc(1)) > 0;
  } catch (error) {
    if (errorCode(error) === "EAGAIN") return true;
    throw error;
  }
}

/** Never follows a link nor writes to anything but a FIFO: the folder may belong to an account that root lends itself. */
function openFifo<T>(path: string, access: number, use: (fd: number) => T): T | undefined {
  let fd;
  try {
    fd = openSync(path, access | O_NONBLOCK | O_NOFOLLOW);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    if (!fstatSync(fd).isFIFO()) throw new EmbeddedPostgresError(`${path} is not a FIFO: remove it, and start again.`);
    return use(fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
