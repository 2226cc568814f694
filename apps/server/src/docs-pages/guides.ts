import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Block, parseMarkdown } from "./markdown.js";

const FOLDER = fileURLToPath(new URL("../../docs-assets/guides", import.meta.url));

/** In the order in which one reads them. Each is a file of this name. */
const guideNames = [
  "sign-in",
  "filters",
  "paging",
  "concurrency",
  "idempotency",
  "batch",
  "errors",
  "limits",
  "api-keys",
  "types",
  "import",
] as const;

export interface Guide {
  readonly name: (typeof guideNames)[number];
  readonly title: string;
  /** One sentence: what one can do after it. */
  readonly summary: string;
  /** Why its steps can't be followed yet; undefined: they can, and a test does. */
  readonly pending: string | undefined;
  readonly blocks: readonly Block[];
}

/** As the files write it; a reader sees the server's own. */
const WRITTEN_URL = "http://localhost:3000";

/** What most guides begin with, in the place of this line. */
const ACCOUNT_LINE = "@account";

/**
 * All guides, their examples for the server at `baseUrl`.
 *
 * @throws Error for a file that is not a guide
 */
export function readGuides(baseUrl: string): readonly Guide[] {
  const account = readFileSync(`${FOLDER}/_account.md`, "utf8");
  return guideNames.map((name) => {
    const text = readFileSync(`${FOLDER}/${name}.md`, "utf8").replace(`\n${ACCOUNT_LINE}\n`, () => `\n${account}`);
    return readGuide(name, text.replaceAll(WRITTEN_URL, baseUrl));
  });
}

/** A head of `key: value` lines between two lines of `---`, then Markdown. */
function readGuide(name: Guide["name"], text: string): Guide {
  const [, head = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  const values = new Map(
    head.split("\n").map((line): [string, string] => {
      const [key = "", value = ""] = line.split(/: (.*)/);
      return [key, value];
    }),
  );
  const title = values.get("title");
  const summary = values.get("summary");
  if (title === undefined || summary === undefined) throw new Error(`The guide ${name} needs a title and a summary`);
  return { name, title, summary, pending: values.get("pending"), blocks: parseMarkdown(body) };
}
