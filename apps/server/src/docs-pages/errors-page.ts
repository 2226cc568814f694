import { errorCatalogue } from "@typedo/api";
import { problemType } from "../problem-type.js";
import { escapeHtml, paragraph, renderPage } from "./html.js";

const kinds = Object.entries(errorCatalogue);

/** All errors, and where to read of each. */
export function renderErrorsPage(): string {
  const rows = kinds.map(
    ([code, { status, title }]) =>
      `<tr><td>${status}</td><td><a href="${problemType(code)}"><code>${code}</code></a></td><td>${escapeHtml(title)}</td></tr>`,
  );
  return renderPage({
    title: "Errors",
    body: `<main class="docs-page"><h1>Errors</h1>
${paragraph("Each error is `application/problem+json` (RFC 9457): `type` leads to its page here, `code` is for programs, `detail` says what was wrong this time, and `errors` lists every fault of the input. At tRPC the same `code`, `errors` and `requestId` are in the error's `data`.")}
<table><thead><tr><th>Status</th><th>Code</th><th>What happened</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></main>`,
  });
}

/** The page of one error, or undefined for a code that there is not. */
export function renderErrorPage(code: string): string | undefined {
  const kind = kinds.find(([candidate]) => candidate === code)?.[1];
  return (
    kind &&
    renderPage({
      title: kind.title,
      body: `<main class="docs-page"><p class="docs-status">${kind.status} · <code>${code}</code></p><h1>${escapeHtml(kind.title)}</h1>
${paragraph(kind.description)}<p><a href="/docs/errors">All errors</a></p></main>`,
    })
  );
}
