import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTsc } from "./compiler.js";
import { ROOT } from "./tree-copy.js";

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "typedo-web-types-")));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The packages whose types a file of the web takes in, when it imports the type of a module of ours. */
async function packagesBehind(module: string, type: string): Promise<string[]> {
  const project = join(folder, type);
  mkdirSync(join(project, "node_modules"), { recursive: true });
  symlinkSync(join(ROOT, "packages"), join(project, "node_modules/@typedo"));
  writeFileSync(join(project, "file.ts"), `export type { ${type} } from "${module}";\n`);
  const config = {
    extends: join(ROOT, "tsconfig.base.json"),
    compilerOptions: { noEmit: true, types: [] },
    files: ["file.ts"],
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  const files = await runTsc(project, ["-p", "tsconfig.json", "--listFiles"]);
  expect(files).not.toContain("error TS");
  expect(files).toContain(join(project, "file.ts"));
  const names = [...files.matchAll(/^.*\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name = ""]) => name);
  return [...new Set(names)];
}

test("what the web takes from the API drags no database into its types", async () => {
  const packages = await packagesBehind("@typedo/api", "AppRouter");
  expect(packages).toContain("@trpc/server");
  expect(packages).not.toContain("drizzle-orm");
  expect(packages).not.toContain("postgres");
});

test("the database's own types do: the control", async () => {
  expect(await packagesBehind("@typedo/db", "ReadTransaction")).toContain("drizzle-orm");
});
