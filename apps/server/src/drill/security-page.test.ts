import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { requirementsUpToLevel2 } from "./asvs.js";
import { ROOT } from "./tree-copy.js";

const PAGES = ["docs/security.md", "docs/asvs.md", "docs/operating.md", "SECURITY.md"];

const read = (page: string) => readFileSync(join(ROOT, page), "utf8");

/** The files that a path stands for, which may have a star in its name. */
function filesAt(path: string): string[] {
  const [start = "", end = ""] = basename(path).split("*");
  const folder = join(ROOT, dirname(path));
  if (!path.includes("*")) return existsSync(join(ROOT, path)) ? [join(ROOT, path)] : [];
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.startsWith(start) && name.endsWith(end));
  return names.map((name) => join(folder, name));
}

test.each(PAGES)("every file that %s names is there", (page) => {
  const named = [...read(page).matchAll(/`((?:apps|packages|docs)\/[^`\s]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => filesAt(path).length === 0)).toEqual([]);
});

test.each(["docs/security.md", "docs/asvs.md"])("every test that %s names is in its file", (page) => {
  const named = [...read(page).matchAll(/`((?:apps|packages)\/[^`\s]+)` \("([^"]+)"\)/g)];
  expect(named.length).toBeGreaterThan(0);
  const missing = named.filter(([, path = "", name = ""]) => {
    const [start = ""] = name.split("…");
    return !filesAt(path).some((file) => readFileSync(file, "utf8").includes(start.trim()));
  });
  expect(missing.map(([text]) => text)).toEqual([]);
});

test.each(PAGES)("every page that %s leads to is there", (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => link);
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});

describe("docs/asvs.md", () => {
  const rows = read("docs/asvs.md")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, numbers = ""]) => /^\d/.test(numbers));

  test("has each requirement of levels 1 and 2 once, and no others", () => {
    const numbers = rows.flatMap(([, cell = ""]) => cell.split(", "));
    expect(numbers.toSorted()).toEqual(requirementsUpToLevel2().toSorted());
    // The control: so many has ASVS 5.0.0.
    expect(numbers).toHaveLength(253);
  });

  test("says of each what holds, and names a test, a reason why not, or that it is not met", () => {
    expect(rows.filter(([, , what = ""]) => what === "")).toEqual([]);
    const untested = rows.filter(
      ([, , what = "", tests = ""]) => tests === "" && !/^(?:Not applicable: |Document: |\*\*Not met)/.test(what),
    );
    // Of these nothing is there that could be shown.
    expect(untested.map(([, numbers]) => numbers)).toEqual(["4.1.2", "6.2.10"]);
  });

  test("has all that is not met at its head too", () => {
    const [, head = ""] = /## What is not met([^#]+)/.exec(read("docs/asvs.md")) ?? [];
    const said = [...head.matchAll(/^- ([\d., ]+):/gm)].map(([, numbers]) => numbers);
    expect(said).toEqual(rows.filter(([, , what = ""]) => what.startsWith("**Not met")).map(([, numbers]) => numbers));
  });
});
