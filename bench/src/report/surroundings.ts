import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { z } from "zod";

/** What figures depend on, beside the code. */
export interface Surroundings {
  readonly date: string;
  readonly processor: string;
  readonly processors: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  /** Undefined where none was measured. */
  readonly postgresql: string | undefined;
  readonly typescript: string;
  readonly commit: string | undefined;
  /** Processes that wanted to run in the minute before the start: others' work takes from these figures. */
  readonly loadBefore: number;
  readonly packages: Readonly<Record<string, string>>;
}

const PACKAGES = ["@trpc/server", "autocannon", "drizzle-orm", "fastify", "jose", "postgres", "trpc-to-openapi", "zod"];

const packageFile = z.object({ version: z.string() });

export async function describeSurroundings(owner?: postgres.Sql): Promise<Surroundings> {
  const [row] = owner ? await owner<{ version: string }[]>`select current_setting('server_version') as version` : [];
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    processor: processors[0]?.model ?? "unknown",
    processors: processors.length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    // Without what its builder added.
    system: `${platform()} ${release().replace(/-.*$/, "")}`,
    node: process.versions.node,
    postgresql: row?.version,
    typescript: versionOf("typescript"),
    commit: commit(),
    loadBefore: loadavg()[0] ?? 0,
    packages: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}

/** In a line, for people. */
export function describeMachine(of: Surroundings): string {
  const { date, processor, processors, memoryGib, system, node, postgresql, typescript } = of;
  const software = postgresql === undefined ? `TypeScript ${typescript}` : `PostgreSQL ${postgresql}`;
  return `${date.slice(0, 10)}: ${processors} × ${processor}, ${memoryGib} GiB, ${system}, Node ${node}, ${software}`;
}

/** Undefined where this is no git checkout. */
function commit(): string | undefined {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

function versionOf(name: string): string {
  const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return packageFile.parse(JSON.parse(readFileSync(path, "utf8"))).version;
}
