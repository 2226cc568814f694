/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export interface Page {
  readonly title: string;
  /** HTML of the page's own part. */
  readonly body: string;
  /** Where in the docs it is. */
  readonly section?: Section;
  /** As wide as the window, for what brings its own measures. */
  readonly wide?: boolean;
  /** URLs of scripts, run after the page. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
}

const sections = { "/docs": "Reference", "/docs/guides": "Guides", "/docs/errors": "Errors" } as const;

type Section = keyof typeof sections;

/** A page of the docs, whole. */
export function renderPage({ title, body, section, wide = false, scripts = [], styles = [] }: Page): string {
  const links = Object.entries(sections).map(
    ([url, name]) => `<a href="${url}"${url === section ? ' aria-current="true"' : ""}>${name}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/docs/assets/icon.svg" type="image/svg+xml">
<title>${escapeHtml(title)} · Typedo</title>
${[...styles, "/docs/assets/docs.css"].map((url) => `<link rel="stylesheet" href="${url}">`).join("\n")}
</head>
<body>
<a class="docs-skip" href="#main">Skip to the content</a>
<header class="docs-header">
<a class="docs-brand" href="/docs">Typedo <span>API</span></a>
<nav aria-label="Docs">${links.join("")}<a href="/api/openapi.json">openapi.json</a><a href="/">Web app</a></nav>
</header>
<main id="main" tabindex="-1" class="${wide ? "docs-wide" : "docs-page"}">
${body}
</main>
${scripts.map((url) => `<script src="${url}"></script>`).join("\n")}
</body>
</html>
`;
}
