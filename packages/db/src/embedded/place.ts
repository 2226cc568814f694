import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
} from "node:fs";
import { chmodSync, chownSync, realpathSync, rmdirSync, statSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Account, canEnter, findAccount } from "./account.js";
import { EmbeddedPostgresError, errorCode } from "./embedded-error.js";
import { placePrivateFolder, removeUnfinished } from "./unfinished.js";

/** Where a cluster lives, and whom its server runs as. */
export interface Place {
  /** The folder that holds all of it, without symbolic links. */
  readonly home: string;
  /** PostgreSQL's own data folder. It is there when it is whole, and not before. */
  readonly data: string;
  /** Socket and hold. Mode 0700, the server's user's own: no one else (but root) can reach the server at all. */
  readonly run: string;
  /** undefined: the user of this process. */
  readonly account: Account | undefined;
}

interface PlaceOptions {
  readonly dataDirectory: string;
  /** Root's own folder that all can read, for what the server's user could not reach where it is. */
  readonly systemDirectory: string;
  readonly onProgress: (message: string) => void;
}

/** Makes the folders that a cluster lives in, or finds them. */
export function preparePlace(options: PlaceOptions): Place {
  const folder = resolve(options.dataDirectory);
  const isRoot = process.getuid?.() === 0;
  const { home, account } = isRoot
    ? prepareAsRoot(folder, options)
    : { home: prepareAsUser(folder), account: undefined };
  removeUnfinished(home);
  const run = join(home, "run");
  if (!existsSync(run)) placePrivateFolder(run, home, account);
  removeUnfinished(run);
  return { home, data: join(home, "data"), run, account };
}

function prepareAsUser(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const home = realpathSync(folder);
  const owner = statSync(existsSync(join(home, "data")) ? join(home, "data") : home).uid;
  if (owner !== process.getuid?.()) {
    throw new EmbeddedPostgresError(
      `The data folder ${folder} belongs to the user with id ${owner}: start as that user, or choose another folder.`,
    );
  }
  accessSync(home, constants.W_OK | constants.X_OK);
  return home;
}

function prepareAsRoot(folder: string, options: PlaceOptions): { home: string; account: Account } {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  const account = ownerOfCluster(folder) ?? findAccount(readFileSync("/etc/passwd", "utf8"));
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there === undefined && canEnter(account, parent)) {
    removeUnfinished(parent);
    placePrivateFolder(folder, parent, account);
  } else if (there === undefined || isVacantAndClosed(folder, account)) {
    placeElsewhere(folder, account, options);
  }
  const home = realpathIfThere(folder);
  // Nor can root, where the file system is read-only.
  accessSync(home, constants.W_OK);
  if (!statSync(home).isDirectory() || !canEnter(account, home)) {
    throw new EmbeddedPostgresError(
      `The data folder ${folder} can't be entered by ${account.name}, the user that PostgreSQL runs as: let that user in, or choose another folder.`,
    );
  }
  return { home, account };
}

/** A cluster that is there stays its owner's: root may start what another user made, and leaves it as it was. */
function ownerOfCluster(folder: string): Account | undefined {
  const made = statSync(join(folder, "data"), { throwIfNoEntry: false });
  if (made?.uid === 0) {
    throw new EmbeddedPostgresError(
      `The database in ${folder} belongs to root, as whom PostgreSQL does not run: give it to another user with chown -R.`,
    );
  }
  return made && { name: `the user with id ${made.uid}`, uid: made.uid, gid: made.gid };
}

function isVacantAndClosed(folder: string, account: Account): boolean {
  return lstatSync(folder).isDirectory() && !canEnter(account, folder) && readdirSync(folder).length === 0;
}

/**
 * In a folder that only root can enter, the server's user can't reach its own data. They go to the system's folder, and
 * a symbolic link stands where they were asked for: it shows where they are, and removing it starts afresh.
 */
function placeElsewhere(folder: string, account: Account, { systemDirectory, onProgress }: PlaceOptions): void {
  makeSystemFolder(systemDirectory);
  const elsewhere = mkdtempSync(join(systemDirectory, "database-"));
  chownSync(elsewhere, account.uid, account.gid);
  try {
    if (existsSync(folder)) rmdirSync(folder);
    symlinkSync(elsewhere, folder);
  } catch (error) {
    rmdirSync(elsewhere);
    if (errorCode(error) === "EEXIST" || errorCode(error) === "ENOTDIR") return; // another starter's link was first
    throw error;
  }
  onProgress(`${folder} can be entered by root alone: the database is kept in ${elsewhere}`);
}

/** Root writes, all read, whatever the umask. */
export function makeSystemFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

function realpathIfThere(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    throw new EmbeddedPostgresError(
      `The data folder ${folder} is a link to a folder that is gone: bring that back, or remove the link to start afresh.`,
    );
  }
}
