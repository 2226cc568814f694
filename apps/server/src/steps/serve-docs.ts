import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Setting } from "../app.js";
import { describeApi } from "../describe-api.js";
import { renderErrorPage, renderErrorsPage } from "../docs-pages/errors-page.js";
import { renderReferencePage } from "../docs-pages/reference-page.js";
import { allowPage } from "./protect-browsers.js";

const OWN_ASSETS = fileURLToPath(new URL("../../docs-assets", import.meta.url));
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const SERVED = new Set(["/docs.css", "/reference.js", "/swagger-ui.css", "/swagger-ui-bundle.js"]);

/** The OpenAPI document, and pages for people. All of it comes from here, so that it works without the internet. */
export async function serveDocs(app: FastifyInstance, { environment }: Setting): Promise<void> {
  const document = JSON.stringify(describeApi(environment.baseUrl));
  app.get("/api/openapi.json", async (_request, reply) =>
    reply
      .type("application/json")
      .header("cache-control", "no-cache")
      .header("access-control-allow-origin", "*")
      .send(document),
  );

  await app.register(fastifyStatic, {
    root: [OWN_ASSETS, SWAGGER_UI],
    prefix: "/docs/assets",
    decorateReply: false,
    index: false,
    allowedPath: (path) => SERVED.has(path),
  });

  const pages = { "/docs": renderReferencePage(), "/docs/errors": renderErrorsPage() };
  for (const [url, page] of Object.entries(pages)) {
    app.get(url, async (_request, reply) => {
      // Swagger UI styles its elements in place.
      allowPage(reply, "'self' 'unsafe-inline'");
      return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page);
    });
  }
  app.get<{ Params: { code: string } }>("/docs/errors/:code", async (request, reply) => {
    const page = renderErrorPage(request.params.code);
    if (page === undefined) return reply.callNotFound();
    allowPage(reply);
    return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page);
  });
}
