import { spawn } from "node:child_process";
import { chownSync, closeSync, constants, lstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAs } from "./account.js";
import { makeFifo, removeStaleHolds } from "./hold.js";
import type { Place } from "./place.js";
import { unfinishedPath } from "./unfinished.js";

export interface ServerOptions {
  /** The `postgres` program. */
  readonly program: string;
  /** False: without fsync, for data that nobody misses after a crash of the machine. */
  readonly durable: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

/** A server that was told to start. It stops unless somebody takes a hold before `letGo`. */
export interface Launch {
  readonly ended: boolean;
  /** What it said last, e.g. `FATAL:  lock file "postmaster.pid" already exists`; "" where it said nothing. */
  lastWords(): string;
  letGo(): void;
}

const SOCKET = ".s.PGSQL.5432";
/** A socket's path holds 107 bytes on Linux and 103 on macOS. */
const LONGEST_SOCKET = 103;
const LONGEST_LOG = 1024 * 1024;

/**
 * Runs the server and watches the hold, in a session of its own, so that neither a signal to us nor our death reaches it.
 * At the hold's end its name goes first, so that nobody can take it any more, and comes back if someone just did (they
 * wrote a line). The signal is repeated, as PostgreSQL ignores one that comes before it is ready for any.
 */
const WATCH = `
umask 077
trap '' HUP INT TERM
run=$1 fifo=$2 scratch=$3
shift 3
exec 3<&0 </dev/null 2>>"$run/log"
"$@" 3<&- &
server=$!
hold=$run/hold-$server
mv -f "$fifo" "$hold"
(
  while :; do
    while read -r line <&3; do :; done
    mv -f "$hold" "$hold.closing"
    read -r line <&3 || break
    mv -f "$hold.closing" "$hold"
  done
  while kill -INT "$server"; do sleep 1; done
) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
kill -KILL "$watcher" 2>/dev/null
rm -f "$hold" "$hold.closing"
[ -z "$scratch" ] || rmdir "$scratch"
`;

/** Starts the server and its watcher; whether it comes up shows in the lock file, or in `ended`. */
export async function launchServer(place: Place, options: ServerOptions): Promise<Launch> {
  const { run, account } = place;
  removeStaleHolds(run);
  const logged = trimLog(run);
  await makeFifo(join(run, "users"), account);
  const fifo = unfinishedPath(run);
  await makeFifo(fifo, account);
  const scratch = needsShorterPath(run) ? makeShortFolder(place) : "";
  // Both ends are open before the watcher is: if we are killed now, it sees the end at once.
  const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  const writer = openWriter(fifo, reader);
  const state = { ended: false, held: true };
  const watcher = spawn(
    "/bin/sh",
    ["-c", WATCH, "sh", run, fifo, scratch, options.program, ...serverArguments(place.data, scratch || run, options)],
    { ...runAs(account), detached: true, stdio: [reader, "ignore", "ignore"] },
  );
  const end = () => {
    state.ended = true;
  };
  watcher.once("exit", end).once("error", end).unref();
  closeSync(reader);
  return {
    get ended() {
      return state.ended;
    },
    lastWords: () => lastLine(readLog(run).subarray(logged).toString("utf8")),
    letGo() {
      if (state.held) closeSync(writer);
      state.held = false;
    },
  };
}

function openWriter(fifo: string, reader: number): number {
  try {
    return openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    closeSync(reader);
    throw error;
  }
}

export function logPath(run: string): string {
  return join(run, "log");
}

function serverArguments(data: string, socketDirectory: string, { durable, settings }: ServerOptions): string[] {
  const all = {
    ...settings,
    ...(!durable && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    listen_addresses: "",
    port: "5432",
    unix_socket_directories: `"${socketDirectory.replaceAll('"', '""')}"`, // a list, and the path may have a comma
    unix_socket_permissions: "0700",
    // The log is for what ends the server: it grows little, and holds nothing of a row.
    log_min_messages: "fatal",
    log_min_error_statement: "panic",
  };
  return ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

function readLog(run: string): Buffer {
  const fd = openSync(logPath(run), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Starts a log that has grown long afresh. Returns the bytes that it has now. */
function trimLog(run: string): number {
  const size = lstatSync(logPath(run), { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LONGEST_LOG) return size;
  rmSync(logPath(run), { force: true });
  return 0;
}

function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const fatal = lines.map((line) => /(?:FATAL|PANIC): .*/.exec(line)?.[0]).findLast((line) => line !== undefined);
  return fatal ?? lines.at(-1) ?? "";
}

function needsShorterPath(run: string): boolean {
  return Buffer.byteLength(join(run, SOCKET)) > LONGEST_SOCKET;
}

/** For the socket alone; the watcher removes it after the server. Who joins reads its path in the lock file. */
function makeShortFolder({ account }: Place): string {
  const folder = mkdtempSync(join(account ? "/tmp" : tmpdir(), "typedo-"));
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
}
