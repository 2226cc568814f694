import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./tree-copy.js";

/** What a word is. The web app takes types alone from the packages, and so has it once more. */
function readPatterns(file: string) {
  const source = readFileSync(join(ROOT, file), "utf8");
  return ["UNSPACED", "PIECE"].map((name) => new RegExp(`^const ${name} = [^;]+;$`, "m").exec(source)?.[0]);
}

test("the web app takes for a word what the search takes for one", () => {
  const [unspaced, piece] = readPatterns("packages/db/src/search-words.ts");
  expect(unspaced).toContain("Hira");
  expect(piece).toContain("unspaced");
  expect(readPatterns("apps/web/src/tasks/search-words.ts")).toEqual([unspaced, piece]);
});
