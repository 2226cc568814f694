import { escapeHtml } from "./html.js";
import type { Block } from "./markdown.js";

/** Blocks as HTML, everything in them escaped. */
export function renderBlocks(blocks: readonly Block[]): string {
  return blocks.map(renderBlock).join("\n");
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level} id="${slugOf(block.text)}">${renderInline(block.text)}</h${block.level}>`;
    case "paragraph":
      return paragraph(block.text);
    case "list":
      return renderList(block.items, block.ordered);
    case "table":
      return renderTable(block.head, block.rows);
    default:
      return renderCode(block.text, block.language);
  }
}

/** A paragraph. */
export function paragraph(text: string): string {
  return `<p>${renderInline(text)}</p>`;
}

export function renderList(items: readonly string[], ordered = false): string {
  const tag = ordered ? "ol" : "ul";
  return `<${tag}>${items.map((item) => `<li>${renderInline(item)}</li>`).join("")}</${tag}>`;
}

/**
 * Scrolls in itself where the window is narrower.
 *
 * @throws Error for a column without a name: a screen reader tells each cell by it
 */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (head.includes("")) throw new Error(`A column has no name: ${head.join(" | ")}`);
  const cells = (tag: "th" | "td", texts: readonly string[]) =>
    texts.map((text) => `<${tag}>${renderInline(text)}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
  return `<div class="docs-table" tabindex="0" role="group" aria-label="Table: ${escapeHtml(head.join(", "))}"><table><thead><tr>${cells("th", head)}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

const captions: Readonly<Record<string, string>> = {
  sh: "Shell",
  json: "Answer",
  http: "Answer, with its headers",
  text: "Output",
  console: "Shell",
  ts: "TypeScript",
};

export function renderCode(text: string, language: string, caption = captions[language] ?? language): string {
  return `<figure class="docs-code docs-code-${escapeHtml(language)}"><figcaption>${escapeHtml(caption)}</figcaption><pre tabindex="0"><code>${escapeHtml(text)}</code></pre></figure>`;
}

/** `code`, **strong** and [links](/somewhere); the rest as text. */
export function renderInline(text: string): string {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/)
    .map((part, index) => (index % 2 === 1 ? renderMark(part) : escapeHtml(part)))
    .join("");
}

function renderMark(text: string): string {
  if (text.startsWith("`")) return `<code>${escapeHtml(text.slice(1, -1))}</code>`;
  if (text.startsWith("**")) return `<strong>${escapeHtml(text.slice(2, -2))}</strong>`;
  const [, name = "", url = ""] = /^\[(.+)\]\((.+)\)$/.exec(text) ?? [];
  if (!/^(?:\/(?!\/)|#|https:\/\/)/.test(url)) throw new Error(`A link leads nowhere: ${text}`);
  return `<a href="${escapeHtml(url)}">${renderInline(name)}</a>`;
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
