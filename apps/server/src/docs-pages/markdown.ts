/** A part of a text, as our guides use Markdown: no more of it than they need. */
export type Block =
  | { readonly kind: "heading"; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string };

/** @throws Error for a code block without an end */
export function parseMarkdown(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  while (lines.length > 0) {
    const [first = ""] = lines;
    if (first.startsWith("```")) blocks.push(takeCode(lines));
    else if (first.trim() === "") lines.shift();
    else blocks.push(readBlock(takeWhole(lines)));
  }
  return blocks;
}

function takeCode(lines: string[]): Block {
  const language = (lines.shift() ?? "").slice(3).trim();
  const end = lines.indexOf("```");
  if (end === -1) throw new Error(`A code block of ${language} has no end`);
  const text = lines.splice(0, end).join("\n");
  lines.shift();
  return { kind: "code", language, text };
}

/** The lines up to an empty one, or to code. */
function takeWhole(lines: string[]): string[] {
  const end = lines.findIndex((line) => line.trim() === "" || line.startsWith("```"));
  return lines.splice(0, end === -1 ? lines.length : end);
}

function readBlock(lines: readonly string[]): Block {
  const [first = ""] = lines;
  const heading = /^(#{2,3}) (.+)$/.exec(first);
  if (heading) return { kind: "heading", level: heading[1] === "##" ? 2 : 3, text: heading[2] ?? "" };
  if (first.startsWith("|")) {
    const [head = [], , ...rows] = lines.map(readRow);
    return { kind: "table", head, rows };
  }
  const ordered = /^\d+\. /.test(first);
  if (ordered || first.startsWith("- ")) return { kind: "list", ordered, items: readItems(lines) };
  return { kind: "paragraph", text: lines.join(" ") };
}

function readRow(line: string): readonly string[] {
  return line
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}

/** A line that begins no item goes on with the one before. */
function readItems(lines: readonly string[]): readonly string[] {
  const marker = /^(?:- |\d+\. )/;
  const items: string[] = [];
  for (const line of lines) {
    if (marker.test(line)) items.push(line.replace(marker, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return items;
}
