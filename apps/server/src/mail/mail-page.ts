import { escapeHtml, renderPage } from "../docs-pages/html.js";
import type { KeptMail } from "./dev-mailbox.js";

/** What would have been sent, newest first. */
export function renderMailPage(mails: readonly KeptMail[]): string {
  const list = mails.length === 0 ? `<p>No mail yet.</p>` : mails.map(renderMail).join("\n");
  return renderPage({
    title: "Mail",
    body: `<h1>Mail</h1>
<p>No mail is sent from this machine: the newest 50 are kept here until the server stops, and no other machine can read them. <a href="/dev/mail">Refresh</a></p>
${list}`,
  });
}

function renderMail({ at, to, subject, text }: KeptMail): string {
  const instant = at.toISOString();
  const readable = instant.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  return `<article class="docs-mail"><h2>${escapeHtml(subject)}</h2>
<p class="docs-muted">To ${escapeHtml(to)} · <time datetime="${instant}">${readable}</time></p>
<div class="docs-mail-text">${linkUrls(text)}</div></article>`;
}

/** Text as HTML, in which URLs lead where they say. */
function linkUrls(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/)
    .map((part, index) => {
      const escaped = escapeHtml(part);
      return index % 2 === 1 ? `<a href="${escaped}">${escaped}</a>` : escaped;
    })
    .join("");
}
