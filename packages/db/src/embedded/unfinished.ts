import { randomUUID } from "node:crypto";
import { chownSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "./embedded-error.js";
import type { Account } from "./account.js";

// What takes more than one step is made under an unfinished name, beside the place where it belongs, and renamed when
// it is whole. Whoever is killed in between leaves an unfinished name behind and nothing half-made.

const UNFINISHED = /^\.unfinished-(\d+)-/;
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** A name in `folder` that nothing else has, for what is renamed once it is whole. */
export function unfinishedPath(folder: string): string {
  return join(folder, `.unfinished-${process.pid}-${randomUUID().slice(0, 8)}`);
}

/** Makes an empty folder that only its owner can enter: the account, or, without one, this user. */
export function makePrivateFolder(path: string, account: Account | undefined): void {
  mkdirSync(path, { mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
}

/** Like `makePrivateFolder`, with its owner from the first moment on, and content with a folder that is there already. */
export function placePrivateFolder(path: string, parent: string, account: Account | undefined): void {
  const unfinished = unfinishedPath(parent);
  makePrivateFolder(unfinished, account);
  if (!renameIfVacant(unfinished, path)) rmdirSync(unfinished);
}

/** Renames a folder to `to`, unless something is there already (an empty folder is nothing). Says whether it did. */
export function renameIfVacant(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

/** Removes what processes that are gone left unfinished in `folder`. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid !== undefined && isAbandoned(join(folder, name), Number(pid))) {
      try {
        rmSync(join(folder, name), { recursive: true, force: true });
      } catch {
        // An initdb that outlives its parent may still be writing there; the next start removes the rest.
      }
    }
  }
}

/** Its maker is gone; or, as process ids come again (in a container at every start), it is long past being made. */
function isAbandoned(path: string, pid: number): boolean {
  const made = lstatSync(path, { throwIfNoEntry: false });
  return !isAlive(pid) || (made !== undefined && Date.now() - made.mtimeMs > ABANDONED_AFTER_MS);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}
