import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, type Diagnostic } from "./compiler.js";
import { findMentions, renameMentions } from "./mentions.js";

/** Columns, by their old names and new ones. */
export type Renaming = Readonly<Record<string, string>>;

/** How far one comes by doing what the compiler asks for, and nothing else. */
export interface Followed {
  /** The lines that it named at first. */
  readonly first: readonly string[];
  /** What renaming on the lines named does not satisfy; empty when the project builds. */
  readonly left: readonly Diagnostic[];
}

/** Renames where the compiler says, line by line, until it is content or has nothing more to say that can be renamed. */
export async function followCompiler(tree: string, project: string, renaming: Renaming): Promise<Followed> {
  let left = await compile(tree, project);
  const first = [...new Set(left.map(({ file, line }) => placeOf(tree, file, line)))];
  while (left.length > 0 && renameNamed(tree, left, renaming)) left = await compile(tree, project);
  return { first, left };
}

function renameNamed(tree: string, diagnostics: readonly Diagnostic[], renaming: Renaming): boolean {
  let changed = false;
  for (const [name, newName] of Object.entries(renaming)) {
    for (const file of new Set(diagnostics.map((diagnostic) => diagnostic.file))) {
      const lines = new Set(diagnostics.filter((one) => one.file === file).map((one) => one.line));
      const source = readFileSync(join(tree, file), "utf8");
      const named = findMentions(file, source, name).filter((mention) => lines.has(mention.line));
      if (named.length === 0) continue;
      writeFileSync(join(tree, file), renameMentions(source, named, name, newName));
      changed = true;
    }
  }
  return changed;
}

/** Renames the first mention in a file: where the property is declared. */
export function renameDeclaration(tree: string, file: string, name: string, newName: string): void {
  const source = readFileSync(join(tree, file), "utf8");
  const [declaration] = findMentions(file, source, name);
  if (!declaration) throw new Error(`${file} does not declare ${name}`);
  writeFileSync(join(tree, file), renameMentions(source, [declaration], name, newName));
}

/** Each line of a project's code that names the property: `file:line: text`. */
export function mentionsIn(tree: string, project: string, name: string): string[] {
  const folder = join(project, "src");
  return readdirSync(join(tree, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .flatMap((path) => {
      const file = join(folder, path);
      const lines = findMentions(file, readFileSync(join(tree, file), "utf8"), name).map((mention) => mention.line);
      return [...new Set(lines)].map((line) => placeOf(tree, file, line));
    });
}

/** `file:line: text`. */
function placeOf(tree: string, file: string, line: number): string {
  const text = readFileSync(join(tree, file), "utf8").split("\n")[line - 1] ?? "";
  return `${file}:${line}: ${text.trim()}`;
}
