import type { FastifyInstance, FastifyReply } from "fastify";
import type { Setting } from "../app.js";
import type { Environment } from "../env.js";

const YEAR = 365 * 24 * 3600;

/** Headers that keep a browser from doing with an answer what was not meant. Pages loosen the policy for themselves. */
export function protectBrowsers(app: FastifyInstance, { environment }: Setting): void {
  const headers = browserHeaders(environment);
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** On every answer, also where no hook runs. */
export function browserHeaders({ baseUrl }: Pick<Environment, "baseUrl">): Record<string, string> {
  return {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    ...(baseUrl.startsWith("https:") && { "strict-transport-security": `max-age=${YEAR}` }),
  };
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
