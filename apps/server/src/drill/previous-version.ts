import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { compile } from "./compiler.js";
import { ROOT } from "./tree-copy.js";

const run = promisify(execFile);

const MIGRATIONS = "packages/db/migrations";

/** What a server is built of, in this order. */
const SERVED = ["packages/db", "packages/trpc-rest", "packages/auth", "packages/api", "apps/server"] as const;

async function git(...args: string[]): Promise<string | undefined> {
  return run("git", ["-C", ROOT, ...args]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/**
 * The last commit that did not know the newest migration.
 *
 * @throws Error where the history is not there, as in a shallow clone
 */
export async function findPreviousVersion(): Promise<string> {
  const { entries }: { entries: { tag: string }[] } = JSON.parse(
    readFileSync(join(ROOT, MIGRATIONS, "meta/_journal.json"), "utf8"),
  );
  const newest = `${MIGRATIONS}/${entries.at(-1)?.tag}.sql`;
  const head = await git("rev-parse", "HEAD");
  // One that is not committed yet: all that is committed did not know it.
  if (head !== undefined && (await git("cat-file", "-e", `HEAD:${newest}`)) === undefined) return head;
  const added = await git("log", "-1", "--diff-filter=A", "--format=%H", "--", newest);
  const before = added ? await git("rev-parse", "--verify", "--quiet", `${added}^`) : undefined;
  if (before === undefined) throw new Error("The history that holds the version before is not here");
  return before;
}

/** Builds the server of a commit in a folder of its own. `main` is the program to run. */
export async function buildVersion(commit: string): Promise<{ readonly main: string; remove(): void }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "typedo-version-")));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const archive = `${folder}.tar`;
    await run("git", ["-C", ROOT, "archive", "--format=tar", "-o", archive, commit]);
    await run("tar", ["-xf", archive, "-C", folder]);
    rmSync(archive);
    // What this version has installed is at hand; of what has changed since, the registry is asked.
    await run(
      "npx",
      ["-y", "pnpm", "install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts", "--reporter=silent"],
      { cwd: folder },
    );
    for (const project of SERVED) {
      const [first] = await compile(folder, project);
      if (first) throw new Error(`${commit} does not build: ${first.file}: ${first.message}`);
    }
    return { main: join(folder, "apps/server/dist/main.js"), remove };
  } catch (error) {
    remove();
    throw error;
  }
}
