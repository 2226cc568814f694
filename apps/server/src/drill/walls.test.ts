import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const run = promisify(execFile);

let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), "typedo-walls-"));
  for (const file of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", "turbo.json"])
    await cp(join(ROOT, file), join(copy, file));
  for (const group of ["packages", "apps"]) {
    for (const name of await readdir(join(ROOT, group))) {
      for (const part of ["package.json", "turbo.json", "src"]) {
        await cp(join(ROOT, group, name, part), join(copy, group, name, part), { recursive: true });
      }
    }
  }
});

afterEach(async () => {
  await rm(copy, { recursive: true });
});

/** What the check of the walls says of the copy; empty when they stand. */
async function breaches(): Promise<string> {
  try {
    await run(join(ROOT, "node_modules/.bin/turbo"), ["boundaries"], { cwd: copy });
    return "";
  } catch (error) {
    return error instanceof Error && "stdout" in error && "stderr" in error
      ? `${String(error.stdout)}${String(error.stderr)}`
      : String(error);
  }
}

test("the walls between the packages stand", async () => {
  expect(await breaches()).toBe("");
});

const planted: [string, string, string][] = [
  ["the API importing auth", "packages/api/src/planted.ts", "@typedo/auth"],
  ["the database importing the API", "packages/db/src/planted.ts", "@typedo/api"],
  ["the REST adapter importing the database", "packages/trpc-rest/src/planted.ts", "@typedo/db"],
  ["the web importing the database", "apps/web/src/planted.ts", "@typedo/db"],
  ["auth reaching into the API's folder", "packages/auth/src/planted.ts", "../../api/src/errors.js"],
];
for (const [what, file, from] of planted) {
  test(`${what} is found`, async () => {
    await writeFile(join(copy, file), `import * as planted from "${from}";\nexport const kept = planted;\n`);
    expect(await breaches()).toContain("planted.ts");
  });
}
