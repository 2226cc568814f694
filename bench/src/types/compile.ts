import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const COMPILER = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

/** What the compiler had to do. */
export interface CompilerCost {
  /** Types that were made of generic ones: the same on every machine, for the same compiler. */
  readonly instantiations: number;
  readonly types: number;
  /** Seconds. */
  readonly check: number;
  readonly total: number;
}

/** Compiles what a folder's tsconfig says. One checker, so that what it counts is the same each time. @throws Error with the compiler's first words if it finds errors */
export function compile(folder: string): CompilerCost {
  const run = spawnSync(process.execPath, [COMPILER, "-p", folder, "--extendedDiagnostics", "--singleThreaded"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`${folder} does not compile:\n${(run.stdout + run.stderr).slice(0, 2000)}`);
  const figure = (name: string) => {
    const value = new RegExp(String.raw`^${name}:\s+([\d.]+)s?$`, "m").exec(run.stdout)?.[1];
    if (value === undefined) throw new Error(`The compiler does not tell its ${name}`);
    return Number(value);
  };
  return {
    instantiations: figure("Instantiations"),
    types: figure("Types"),
    check: figure("Check time"),
    total: figure("Total time"),
  };
}
