import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

test("the migrations make what the tables say: drizzle-kit has nothing to add", async () => {
  const copy = await mkdtemp(join(PACKAGE, "node_modules", ".drift-"));
  try {
    await cp(join(PACKAGE, "migrations"), copy, { recursive: true });
    const before = (await readdir(copy)).toSorted();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        join(PACKAGE, "node_modules/drizzle-kit/bin.cjs"),
        "generate",
        "--dialect",
        "postgresql",
        "--schema",
        "./src/schema/!(*.test).ts",
        "--out",
        `./node_modules/${copy.split("/").at(-1)}`,
      ],
      { cwd: PACKAGE },
    );
    expect(stdout).toContain("No schema changes");
    expect((await readdir(copy)).toSorted()).toEqual(before);
  } finally {
    await rm(copy, { recursive: true });
  }
});
