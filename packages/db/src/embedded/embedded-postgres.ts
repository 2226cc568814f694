import { statfsSync } from "node:fs";
import { arch, platform } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { locateBinaries, prepareBinaries } from "./binaries.js";
import { prepareCluster } from "./cluster.js";
import { EmbeddedPostgresError, errorCode, explainSystemError } from "./embedded-error.js";
import { type Hold, takeHold } from "./hold.js";
import { keepRunning } from "./keep-running.js";
import { type Place, preparePlace } from "./place.js";
import { type Postmaster, clearStaleLocks, findPostmaster, stillRuns } from "./postmaster.js";
import { type Launch, type ServerOptions, launchServer, logPath } from "./server-process.js";
import { isAlive } from "./unfinished.js";

export interface EmbeddedPostgresOptions {
  /** Where the database is kept; made if it is not there. */
  readonly dataDirectory: string;
  /** False: commits may be lost when the machine (not a process) stops. For tests. Default: true. */
  readonly durable?: boolean;
  /** The server's settings, e.g. `{ max_connections: "300" }`. Of processes that share a server, the first one's count. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Is told, in one line each, what takes a while. */
  readonly onProgress?: (message: string) => void;
  /**
   * Where there is one, a server that ends though it is used (it was killed, or its disk was full) is started again within
   * seconds, with all that it had committed, and this is told what went wrong, in one line each, with the error if that is
   * none of ours. Not where the folder's path is too long for a socket: the next one's is at another place.
   */
  readonly onEnded?: (message: string, error?: unknown) => void;
}

/** A running PostgreSQL. It runs until the last process that uses it has released it, or is gone. */
export interface EmbeddedPostgres {
  /** The folder of its unix socket, which is the only way in: only this user (and root) can enter. */
  readonly socketDirectory: string;
  /** Only the socket's name has it: there is no TCP. */
  readonly port: number;
  /** Logs in without a password. */
  readonly superuser: "postgres";
  /** e.g. `18.4` */
  readonly version: string;
  /** Gives it up. For the last one it resolves when the server has stopped, for others at once. */
  release(): Promise<void>;
}

/** What the server's user could not reach where it is goes here, when root starts it. */
const SYSTEM_DIRECTORY = "/var/lib/typedo";

/** Milliseconds between two looks at what the server does. */
const INTERVAL = 15;
/** Milliseconds in which nothing at all happens until the start is given up. */
const PATIENCE = 30_000;

/** Milliseconds that a server has for its last steps. */
const GOODBYE = 2000;

/** Bytes without which no server comes up. */
const LEAST_SPACE = 1024 * 1024;

/** A start that failed because the server before it, or another starter's, is still there. */
const OTHERS_ARE_THERE =
  /lock file ".*" (?:already exists|is empty)|could not remove old lock file|pre-existing shared memory block/;

/**
 * Starts PostgreSQL on a data folder, or joins the server that another process started there.
 *
 * @throws EmbeddedPostgresError with one line that says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.dataDirectory);
  const { durable = true, settings = {}, onProgress = () => {}, onEnded } = options;
  try {
    const native = locateBinaries(platform(), arch());
    const place = preparePlace({ dataDirectory: folder, systemDirectory: SYSTEM_DIRECTORY, onProgress });
    const copyTo = place.account ? SYSTEM_DIRECTORY : join(place.home, "programs");
    const binaries = await prepareBinaries(native, place.account, copyTo);
    await prepareCluster(place, binaries, { durable, onProgress });
    const server: ServerOptions = { program: binaries.postgres, durable, settings };
    const joined = await joinServer(place, server);
    const { socketDirectory, port } = joined.server;
    const kept =
      onEnded && socketDirectory === place.run
        ? keepRunning(joined, {
            hasEnded: (now) => !stillRuns(now.server, place.data),
            giveUp: (now) => now.hold.letGo().close(),
            rejoin: async (signal) =>
              joinServer(place, server, signal).catch((error: unknown) => {
                throw explainSystemError(error, folder);
              }),
            onEnded,
            onProgress,
          })
        : { stop: async () => joined };
    const release = async () => {
      const left = await kept.stop();
      if (left) await leaveServer(place, left);
    };
    let released: Promise<void> | undefined;
    return {
      socketDirectory,
      port,
      superuser: "postgres",
      version: binaries.version,
      release: async () => (released ??= release()),
    };
  } catch (error) {
    throw explainSystemError(error, folder);
  }
}

interface Joined {
  readonly server: Postmaster;
  readonly hold: Hold;
}

/** Whoever starts a server joins it like everybody else: PostgreSQL's own lock decides whose start counts. */
async function joinServer(place: Place, options: ServerOptions, signal?: AbortSignal): Promise<Joined> {
  let launch: Launch | undefined;
  let lastSign = Date.now();
  try {
    while (Date.now() - lastSign < PATIENCE) {
      signal?.throwIfAborted();
      const server = findPostmaster(place.data);
      if (server !== undefined) {
        const joined = await joinRunning(place, server, signal);
        if (joined !== undefined) return joined;
        if (!server.ready) lastSign = Date.now();
      } else if (launch?.ended !== false) {
        if (launch) checkReason(place, launch.lastWords());
        launch?.letGo();
        clearStaleLocks(place);
        launch = await launchServer(place, options);
      }
      await sleep(INTERVAL);
    }
  } finally {
    launch?.letGo();
  }
  throw new EmbeddedPostgresError(
    `Another program's PostgreSQL runs on ${place.data}, or one that does not end: stop it, and start again.`,
  );
}

async function joinRunning(place: Place, server: Postmaster, signal?: AbortSignal): Promise<Joined | undefined> {
  const hold = takeHold(place.run, server.pid);
  if (hold === "unwatched") stopOrphan(server.pid);
  if (typeof hold === "string") return undefined;
  let joined: Joined | undefined;
  try {
    while (joined === undefined) {
      signal?.throwIfAborted();
      const now = findPostmaster(place.data);
      if (now?.pid !== server.pid) break;
      if (now.ready) joined = { server: now, hold };
      else await sleep(INTERVAL);
    }
  } finally {
    if (joined === undefined) hold.letGo().close();
  }
  return joined;
}

/** Its watcher was killed: it would run for ever. */
function stopOrphan(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

function checkReason({ home, run }: Place, reason: string): void {
  if (OTHERS_ARE_THERE.test(reason)) return;
  // Where the disk is full, so is the log's: it may have said nothing.
  const { bavail, bsize } = statfsSync(home);
  if (bavail * bsize < LEAST_SPACE || /No space left on device/.test(reason)) {
    throw explainSystemError(Object.assign(new Error(reason), { code: "ENOSPC" }), home);
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL did not start (${reason || "it said nothing"}): see ${logPath(run)}, or set DATABASE_URL to a PostgreSQL 15 or later.`,
  );
}

async function leaveServer(place: Place, { server, hold }: Joined): Promise<void> {
  const departure = hold.letGo();
  try {
    while (findPostmaster(place.data)?.pid === server.pid && !departure.isUsedByOthers()) {
      if (!departure.isWatched) stopOrphan(server.pid);
      await sleep(INTERVAL);
    }
    // Its lock is gone a moment before it is. One that nobody reaps looks alive for ever: it is not waited for.
    const patience = Date.now() + GOODBYE;
    while (!departure.isUsedByOthers() && isAlive(server.pid) && Date.now() < patience) await sleep(INTERVAL);
  } finally {
    departure.close();
  }
}
