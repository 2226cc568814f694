import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** In the order in which they build: each takes types from those before it alone. */
export const PROJECTS = [
  "packages/db",
  "packages/trpc-rest",
  "packages/auth",
  "packages/api",
  "apps/server",
  "apps/web",
] as const;

export type Project = (typeof PROJECTS)[number];

/** What is no product code: tests, and what is made or installed. */
const LEFT_OUT =
  /(?:^|\/)(?:node_modules|dist|attacks|drill|e2e|faults|browser|testing|[^/]+\.test(?:-d)?\.tsx?|\.[^/]+)$/;

/** What the packages export for the tests of others, and builds with them. */
const TESTING = /\/packages\/(?:db|api)\/src\/testing$/;

/** What is made by installing, or kept by tools. */
const NOT_OURS = /(?:^|\/)(?:node_modules|\.[^/]+)$/;

/** A copy of the product's sources in a temporary folder, with the installed packages linked and our own ones copied. */
export function copyTree(): string {
  return copyWithout((path) => LEFT_OUT.test(path) && !TESTING.test(path));
}

/** A copy of all that is built, with its tests. */
export function copyBuiltTree(): string {
  const copy = copyWithout((path) => NOT_OURS.test(path));
  // The tests' configuration takes it.
  cpSync(join(ROOT, "budgets.ts"), join(copy, "budgets.ts"));
  return copy;
}

/** `isLeftOut` is asked of paths from the tree's root. */
function copyWithout(isLeftOut: (path: string) => boolean): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "typedo-drill-")));
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  for (const file of ["tsconfig.base.json", "vitest.config.ts", "package.json"])
    cpSync(join(ROOT, file), join(copy, file));
  for (const project of PROJECTS) {
    const from = join(ROOT, project);
    cpSync(from, join(copy, project), {
      recursive: true,
      filter: (path) => !isLeftOut(path.slice(ROOT.length - 1)),
    });
    linkPackages(join(from, "node_modules"), join(copy, project, "node_modules"), copy);
  }
  return copy;
}

/** pnpm's folder of links, made anew: a link to one of our own packages would lead back to the original. */
function linkPackages(from: string, to: string, copy: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name.startsWith(".")) continue;
    const path = join(from, name);
    if (!lstatSync(path).isSymbolicLink()) linkPackages(path, join(to, name), copy);
    else {
      const target = realpathSync(path);
      const isOurs = PROJECTS.find((project) => target === join(realpathSync(ROOT), project));
      symlinkSync(isOurs ? join(copy, isOurs) : target, join(to, name));
    }
  }
}

export function removeTree(copy: string): void {
  rmSync(copy, { recursive: true, force: true });
}
