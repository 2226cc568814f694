import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuseOtherMethods } from "./other-methods.js";
import { allowPage } from "./protect-browsers.js";

/** The web app as `pnpm build` makes it. */
const WEB = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** The web app. Its files' names change with their content, but for the page itself, which is asked for anew each time. */
export async function serveWeb(app: FastifyInstance): Promise<void> {
  if (!existsSync(`${WEB}/index.html`)) {
    app.log.warn("The web app has not been built (pnpm build): it is not served");
    return;
  }
  await app.register(fastifyStatic, {
    root: WEB,
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    // A range that is not there would be a 416 that the catalogue has no word for.
    acceptRanges: false,
    setHeaders: (reply, path) => {
      reply.setHeader("vary", "accept-encoding");
      reply.setHeader(
        "cache-control",
        path.startsWith(`${WEB}/assets/`) ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });
  // `OPTIONS *` is about the server, and no path (RFC 9110, section 9.3.7).
  refuseOtherMethods(app, "/", ({ raw }) => raw.url !== "*");
  // The app's own paths are all the same page; what they mean is for it to read.
  app.get("/*", async (request, reply) => {
    if (!asksForPage(request)) return reply.callNotFound();
    allowPage(reply);
    return reply.header("cache-control", "no-cache").type("text/html").sendFile("index.html", { cacheControl: false });
  });
}

/** As a browser does that goes to a page, not as a program that mistook a path. */
function asksForPage({ url, headers }: FastifyRequest): boolean {
  const path = url.split("?", 1)[0] ?? "";
  if (path === "/") return true;
  return !/^\/(?:api|docs|assets)(?:\/|$)/.test(path) && (headers.accept ?? "").includes("text/html");
}
