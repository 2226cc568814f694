import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./tree-copy.js";

/** What a word is. The web app takes types alone from the packages, and so has it once more. */
function readPatterns(file: string) {
  const source = readFileSync(join(ROOT, file), "utf8");
  return ["UNSPACED", "SELECTORS", "KEYCAP", "PIECE"].map(
    (name) => new RegExp(`^const ${name} = [^;]+;$`, "m").exec(source)?.[0],
  );
}

test("the web app takes for a word what the search takes for one", () => {
  const patterns = readPatterns("packages/db/src/search-words.ts");
  expect(patterns).not.toContain(undefined);
  expect(readPatterns("apps/web/src/tasks/search-words.ts")).toEqual(patterns);
});
