import type { FastifyInstance, FastifyReply } from "fastify";
import type { Setting } from "../app.js";

const YEAR = 365 * 24 * 3600;

/** Headers that keep a browser from doing with an answer what was not meant. Pages loosen the policy for themselves. */
export function protectBrowsers(app: FastifyInstance, { environment }: Setting): void {
  const secure = environment.baseUrl.startsWith("https:");
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
    });
    if (secure) reply.header("strict-transport-security", `max-age=${YEAR}`);
  });
}

/** For a page of ours: what it loads comes from here, and nobody frames it. */
export function allowPage(reply: FastifyReply, styles: "'self'" | "'self' 'unsafe-inline'" = "'self'"): void {
  reply.header(
    "content-security-policy",
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src ${styles}`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  );
}
