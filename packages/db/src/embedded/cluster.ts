import { execFile } from "node:child_process";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runAs } from "./account.js";
import type { Binaries } from "./binaries.js";
import { EmbeddedPostgresError, explainSystemError } from "./embedded-error.js";
import type { Place } from "./place.js";
import { makePrivateFolder, renameIfVacant, unfinishedPath } from "./unfinished.js";

interface ClusterOptions {
  readonly durable: boolean;
  readonly onProgress: (message: string) => void;
}

/**
 * Makes the data folder, unless it is there. The locale is PostgreSQL's own, so that an index made on one machine is
 * right on every other. Whoever can open the socket, in its private folder, is trusted.
 */
export async function prepareCluster(place: Place, binaries: Binaries, options: ClusterOptions): Promise<void> {
  if (existsSync(place.data)) return checkVersion(place.data, binaries.version);
  options.onProgress(`Making a database in ${place.home}`);
  const unfinished = unfinishedPath(place.home);
  makePrivateFolder(unfinished, place.account);
  try {
    await promisify(execFile)(binaries.initdb, initdbArguments(unfinished, options.durable), runAs(place.account));
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw explainInitdb(error, place);
  }
  if (renameIfVacant(unfinished, place.data)) syncFolder(place.home);
  else rmSync(unfinished, { recursive: true }); // another starter was first
}

function initdbArguments(data: string, durable: boolean): string[] {
  const all = ["-D", data, "--username=postgres", "--auth=trust", "--no-instructions"];
  all.push("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  if (!durable) all.push("--no-sync");
  return all;
}

function checkVersion(data: string, version: string): void {
  const file = join(data, "PG_VERSION");
  if (!existsSync(file)) {
    throw new EmbeddedPostgresError(
      `The database in ${data} is not whole, ${file} is missing: put it back from a copy, or remove the folder to start afresh.`,
    );
  }
  const made = readFileSync(file, "utf8").trim();
  if (made !== version.split(".")[0]) {
    throw new EmbeddedPostgresError(
      `The database in ${data} is of PostgreSQL ${made}, and this is ${version}: bring it over with pg_dumpall, or choose another folder.`,
    );
  }
}

function explainInitdb(error: unknown, { home }: Place): unknown {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  if (/No space left|Disk quota/.test(stderr)) {
    return explainSystemError(Object.assign(new Error(stderr), { code: "ENOSPC" }), home);
  }
  const reason = stderr.split("\n").findLast((line) => /error|FATAL/.test(line)) ?? String(error).split("\n")[0];
  return new EmbeddedPostgresError(
    `No database could be made in ${home} (${reason}): mend that, or choose another folder.`,
    { cause: error },
  );
}

/** A rename is kept for good once the folder that holds it is. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  fsyncSync(fd);
  closeSync(fd);
}
