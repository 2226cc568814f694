import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./tree-copy.js";

function isThere(path: string): boolean {
  const [start = "", end = ""] = basename(path).split("*");
  const folder = join(ROOT, dirname(path));
  if (!path.includes("*")) return existsSync(join(ROOT, path));
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(start) && name.endsWith(end));
}

test.each(["docs/security.md", "docs/operating.md", "SECURITY.md"])("every file that %s names is there", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  const named = [...text.matchAll(/`((?:apps|packages|docs)\/[^`\s]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !isThere(path))).toEqual([]);
});
