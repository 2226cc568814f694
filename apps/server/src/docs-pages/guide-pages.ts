import type { Guide } from "./guides.js";
import { escapeHtml, renderPage } from "./html.js";
import { paragraph, renderBlocks } from "./render-markdown.js";

const FOLDER = "/docs/guides";

/** Each guide's page, and the list of them, by their paths. */
export function renderGuides(guides: readonly Guide[]): ReadonlyMap<string, string> {
  const pages = guides.map((guide, index): [string, string] => [
    `${FOLDER}/${guide.name}`,
    renderGuide(guide, guides[index - 1], guides[index + 1]),
  ]);
  return new Map([[FOLDER, renderIndex(guides)], ...pages]);
}

function renderIndex(guides: readonly Guide[]): string {
  const items = guides.map(
    (guide) => `<li><a href="${FOLDER}/${guide.name}">${escapeHtml(guide.title)}</a>${paragraph(guide.summary)}</li>`,
  );
  return renderPage({
    title: "Guides",
    section: FOLDER,
    body: `<h1>Guides</h1>
${paragraph("Each guide takes five minutes and a terminal: a few steps with curl that work as they stand, from the first line to the last, and what the server answers. You need nothing but curl and sed.")}
<ol class="docs-guides">${items.join("\n")}</ol>
${paragraph("Every operation with all its fields is in the [reference](/docs), and each error has [a page of its own](/docs/errors).")}`,
  });
}

function renderGuide({ title, summary, blocks }: Guide, before: Guide | undefined, after: Guide | undefined): string {
  const link = (guide: Guide | undefined, rel: "prev" | "next", words: string) =>
    guide ? `<a rel="${rel}" href="${FOLDER}/${guide.name}"><span>${words}</span> ${escapeHtml(guide.title)}</a>` : "";
  return renderPage({
    title,
    section: FOLDER,
    body: `<p class="docs-muted"><a href="${FOLDER}">Guides</a></p>
<h1>${escapeHtml(title)}</h1>
<div class="docs-lead">${paragraph(summary)}</div>
${renderBlocks(blocks)}
<nav class="docs-onward" aria-label="Other guides">${link(before, "prev", "Before:")}${link(after, "next", "Next:")}</nav>`,
  });
}
