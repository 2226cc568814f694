import { renderPage } from "./html.js";

/** Every operation, to be tried with one's own token. */
export function renderReferencePage(): string {
  return renderPage({
    title: "API reference",
    styles: ["/docs/assets/swagger-ui.css"],
    body: `<main>
<section class="docs-token" aria-labelledby="docs-token-title">
<h2 id="docs-token-title">Try it with your own token</h2>
<p>Signed in to the web app in this browser? <button type="button" id="use-session">Use my session</button> — or press “Authorize” and paste a token. <span id="token-state" role="status"></span></p>
</section>
<div id="swagger-ui"></div>
</main>`,
    scripts: ["/docs/assets/swagger-ui-bundle.js", "/docs/assets/reference.js"],
  });
}
