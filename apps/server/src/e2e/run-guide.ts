import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Guide } from "../docs-pages/guides.js";
import { differencesOf, isLike } from "./same-shape.js";

/** Between the outputs of two steps; no answer holds it. */
const MARK = "\u0001next step\u0001";

interface Step {
  readonly script: string;
  /** What the guide says that comes of it; undefined: nothing is said. */
  readonly shown: { readonly language: string; readonly text: string } | undefined;
}

/** A guide's shell blocks, each with the answer that follows. */
export function stepsOf({ blocks }: Guide): readonly Step[] {
  const code = blocks.flatMap((block) => (block.kind === "code" ? [block] : []));
  return code.flatMap((block, index) => {
    if (block.language !== "sh") return [];
    const next = code[index + 1];
    const shown = next && ["json", "http", "text"].includes(next.language) ? next : undefined;
    return [{ script: block.text, shown }];
  });
}

/**
 * Follows a guide to the letter: its steps in one bash, that stops at the first that fails.
 *
 * @returns each difference between what the guide shows and what came
 */
export async function followGuide(guide: Guide): Promise<readonly string[]> {
  const steps = stepsOf(guide);
  const folder = await mkdtemp(join(tmpdir(), "typedo-guide-"));
  try {
    const script = steps.map((step) => step.script).join(`\nprintf '%s' '${MARK}'\n`);
    const { code, output, errors } = await runBash(script, folder);
    const outputs = output.split(MARK);
    const failure = code === 0 ? [] : [`step ${outputs.length} failed: ${errors}`];
    const compared = steps.slice(0, outputs.length).flatMap(({ shown }, index) => {
      const differences = shown ? compareOutput(shown, outputs[index] ?? "") : [];
      return differences.map((difference) => `step ${index + 1}: ${difference}`);
    });
    return [...failure, ...compared];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runBash(script: string, cwd: string) {
  const child = spawn("bash", ["-c", `set -eu\n${script}`], {
    cwd,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => output.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => errors.push(chunk));
  await once(child, "close");
  return { code: child.exitCode, output: output.join(""), errors: errors.join("") };
}

function compareOutput({ language, text }: NonNullable<Step["shown"]>, output: string): readonly string[] {
  switch (language) {
    case "json":
      return differencesOf(text, output);
    case "http":
      return compareHttp(text, output.replaceAll("\r\n", "\n"));
    default:
      return text.trim() === output.trim() ? [] : [`${JSON.stringify(output)} instead of ${JSON.stringify(text)}`];
  }
}

/** Status line and body, and the headers that the guide shows. */
function compareHttp(example: string, actual: string): readonly string[] {
  const [[status, ...headers], body] = splitHttp(example);
  const [[actualStatus = "", ...actualHeaders], actualBody] = splitHttp(actual);
  const fields = new Map(actualHeaders.map(readHeader));
  const missing = headers.filter((header) => {
    const [name, value] = readHeader(header);
    return !isLike(value, fields.get(name) ?? "");
  });
  return [
    ...(status === actualStatus ? [] : [`${actualStatus} instead of ${status}`]),
    ...missing.map((header) => `not ${header}, but ${fields.get(readHeader(header)[0])}`),
    ...differencesOf(body, actualBody),
  ];
}

function readHeader(line: string): readonly [string, string] {
  const [name = "", value = ""] = line.split(/: *(.*)/);
  return [name.toLowerCase(), value];
}

function splitHttp(text: string): [string[], string] {
  const [head = "", body = ""] = text.split(/\n\n(.*)/s);
  return [head.split("\n"), body];
}
