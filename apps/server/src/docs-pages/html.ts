/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** `code` between backquotes, the rest as text. */
function inline(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

export interface Page {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** URLs of scripts, run after the page. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
}

/** A page of the docs, whole. */
export function renderPage({ title, body, scripts = [], styles = [] }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Typedo</title>
${[...styles, "/docs/assets/docs.css"].map((url) => `<link rel="stylesheet" href="${url}">`).join("\n")}
</head>
<body>
<header class="docs-header">
<a class="docs-brand" href="/docs">Typedo <span>API</span></a>
<nav aria-label="Docs"><a href="/docs">Reference</a><a href="/docs/errors">Errors</a><a href="/api/openapi.json">openapi.json</a><a href="/">Web app</a></nav>
</header>
${body}
${scripts.map((url) => `<script src="${url}"></script>`).join("\n")}
</body>
</html>
`;
}

/** A paragraph. */
export function paragraph(text: string): string {
  return `<p>${inline(text)}</p>`;
}
