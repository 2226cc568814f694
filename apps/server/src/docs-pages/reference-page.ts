import { renderPage } from "./html.js";

/** Every operation, to be tried with one's own token. */
export function renderReferencePage(): string {
  return renderPage({
    title: "API reference",
    section: "/docs",
    wide: true,
    styles: ["/docs/assets/swagger-ui.css", "/docs/assets/reference.css"],
    body: `<section class="docs-token" aria-labelledby="docs-token-title">
<h1 id="docs-token-title">Try it with your own token</h1>
<p>Signed in to the web app in this browser? <button type="button" id="use-session">Use my session</button> Or press “Authorize” and paste a token. <span id="token-state" role="status"></span></p>
<noscript><p>The reference below needs JavaScript. The <a href="/docs/guides">guides</a> and the <a href="/api/openapi.json">document</a> it is made of do not.</p></noscript>
</section>
<div id="swagger-ui"></div>`,
    scripts: ["/docs/assets/swagger-ui-bundle.js", "/docs/assets/reference.js"],
  });
}
