import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeSystemFolder } from "./place.js";
import { removeUnfinished, renameIfVacant, unfinishedPath } from "./unfinished.js";

/** Copies the package's `native` folder into a folder of `copyTo`, once for each version, for all to read and run. */
export function copyBinaries(native: string, copyTo: string): string {
  makeSystemFolder(copyTo);
  const copy = join(copyTo, `postgresql-${packageVersion(native)}`);
  if (existsSync(copy)) return join(copy, "native");
  removeUnfinished(copyTo);
  const unfinished = unfinishedPath(copyTo);
  makeReadableFolder(unfinished);
  copyReadable(native, join(unfinished, "native"));
  if (!renameIfVacant(unfinished, copy)) rmSync(unfinished, { recursive: true });
  return join(copy, "native");
}

function packageVersion(native: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(dirname(native), "package.json"), "utf8"));
  return basename(version);
}

function copyReadable(from: string, to: string): void {
  makeReadableFolder(to);
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    const { mode, ...kind } = describe(source);
    if (kind.isFolder) copyReadable(source, join(to, name));
    else if (!name.endsWith(".a")) {
      copyFileSync(source, join(to, name));
      chmodSync(join(to, name), (mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}

function describe(path: string): { isFolder: boolean; mode: number } {
  const stats = statSync(path);
  return { isFolder: stats.isDirectory(), mode: stats.mode };
}

function makeReadableFolder(path: string): void {
  mkdirSync(path);
  chmodSync(path, 0o755); // mkdir's mode is cut by the umask
}
