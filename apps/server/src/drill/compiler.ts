import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tree-copy.js";

/** What the compiler has against a line. */
export interface Diagnostic {
  /** From the tree's root. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** All of it, the indented lines too. */
  readonly message: string;
}

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** Runs tsc in a tree's folder; gives its output, whether or not it found fault. */
export async function runTsc(tree: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      // Several checkers would each work out the types that they share, and several of these run at a time.
      [TSC, ...parameters, "--singleThreaded"],
      // A compiler that lives for a second need not tidy its memory up as often.
      { cwd: tree, maxBuffer: 64 * 1024 * 1024, env: { GOGC: "400" } },
      (error, output, errors) => {
        if (error && typeof error.code !== "number") reject(error);
        else if (error && output === "") reject(new Error(`tsc failed without a word: ${errors}`));
        else resolve(output);
      },
    );
  });
}

/** Builds a project as its script does; one that is not built (the web) is checked. */
export async function compile(tree: string, project: string): Promise<Diagnostic[]> {
  const build = join(project, "tsconfig.build.json");
  const config = existsSync(join(tree, build)) ? build : join(project, "tsconfig.json");
  return readDiagnostics(await runTsc(tree, ["-p", config, "--pretty", "false"]));
}

function readDiagnostics(output: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const text of output.split("\n").filter(Boolean)) {
    const [, file, line, message] = /^(\S.*?)\((\d+),\d+\): error (.*)$/.exec(text) ?? [];
    const last = found.at(-1);
    if (file !== undefined && message !== undefined) found.push({ file, line: Number(line), message });
    else if (last && text.startsWith(" ")) found[found.length - 1] = { ...last, message: `${last.message}\n${text}` };
    else throw new Error(`tsc said what is no diagnostic: ${text}`);
  }
  return found;
}
