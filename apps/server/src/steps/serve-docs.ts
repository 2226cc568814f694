import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Environment } from "../env.js";
import { describeApi } from "../describe-api.js";
import { renderErrorPage, renderErrorsPage } from "../docs-pages/errors-page.js";
import { renderGuides } from "../docs-pages/guide-pages.js";
import { readGuides } from "../docs-pages/guides.js";
import { renderReferencePage } from "../docs-pages/reference-page.js";
import { refuseOtherMethods } from "./other-methods.js";
import { allowPage } from "./protect-browsers.js";

const OWN_ASSETS = fileURLToPath(new URL("../../docs-assets", import.meta.url));
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const SERVED = new Set([
  "/docs.css",
  "/icon.svg",
  "/reference.css",
  "/reference.js",
  "/swagger-ui.css",
  "/swagger-ui-bundle.js",
]);

/** The OpenAPI document, and pages for people. All of it comes from here, so that it works without the internet. */
export async function serveDocs(
  app: FastifyInstance,
  { environment: { baseUrl } }: { environment: Pick<Environment, "baseUrl"> },
): Promise<void> {
  const document = JSON.stringify(describeApi(baseUrl));
  app.get("/api/openapi.json", async (_request, reply) =>
    reply
      .type("application/json")
      .header("cache-control", "no-cache")
      .header("access-control-allow-origin", "*")
      .send(document),
  );

  refuseOtherMethods(app, "/api/openapi.json");

  await app.register(fastifyStatic, {
    root: [OWN_ASSETS, SWAGGER_UI],
    prefix: "/docs/assets",
    decorateReply: false,
    index: false,
    acceptRanges: false,
    allowedPath: (path) => SERVED.has(path),
  });
  refuseOtherMethods(app, "/docs/assets/*", ({ params }) => SERVED.has(`/${parameter(params, "*")}`));

  const reference = renderReferencePage();
  refuseOtherMethods(app, "/docs");
  app.get("/docs", async (_request, reply) => {
    // Swagger UI styles its elements in place.
    allowPage(reply, "'self' 'unsafe-inline'");
    return sendPage(reply, reference);
  });

  const pages = new Map([...renderGuides(readGuides(baseUrl)), ["/docs/errors", renderErrorsPage()]]);
  for (const [url, page] of pages) {
    refuseOtherMethods(app, url);
    app.get(url, async (_request, reply) => {
      allowPage(reply);
      return sendPage(reply, page);
    });
  }
  app.get<{ Params: { code: string } }>("/docs/errors/:code", async (request, reply) => {
    const page = renderErrorPage(request.params.code, baseUrl);
    if (page === undefined) return reply.callNotFound();
    allowPage(reply);
    return sendPage(reply, page);
  });
  const isPage = ({ params }: FastifyRequest) => renderErrorPage(parameter(params, "code"), baseUrl) !== undefined;
  refuseOtherMethods(app, "/docs/errors/:code", isPage);
}

function parameter(params: unknown, name: string): string {
  return typeof params === "object" && params !== null ? String(Reflect.get(params, name)) : "";
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page);
}
