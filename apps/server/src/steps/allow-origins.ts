import cors from "@fastify/cors";
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Setting } from "../app.js";
import type { Environment } from "../env.js";
import { isAuthPath } from "../paths.js";

/** What a page of another origin may read of an answer. */
const EXPOSED = [
  "ETag",
  "Location",
  "Link",
  "RateLimit",
  "RateLimit-Policy",
  "Retry-After",
  "X-Request-Id",
  "Idempotency-Replayed",
];

/** CORS for `TRUSTED_ORIGINS`. Cookies go along to `/api/auth` alone. */
export async function allowOrigins(app: FastifyInstance, { environment }: Setting): Promise<void> {
  if (environment.trustedOrigins.length === 0) return;
  await app.register(cors, {
    delegator: (request, callback) =>
      callback(null, {
        origin: [...environment.trustedOrigins],
        credentials: isAuthPath(request.url),
        methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allowedHeaders: [
          "Authorization",
          "Content-Type",
          "If-Match",
          "If-None-Match",
          "Idempotency-Key",
          "X-Request-Id",
          "Traceparent",
          "Tracestate",
        ],
        exposedHeaders: EXPOSED,
        maxAge: 600,
        // Any other OPTIONS asks the path for its methods.
        preflight: request.headers["access-control-request-method"] !== undefined,
        strictPreflight: false,
      }),
  });
}

/** The same for an answer that never came as far as Fastify: a page of another origin is to see that it was refused. */
export function corsHeaders(
  { trustedOrigins }: Pick<Environment, "trustedOrigins">,
  { url = "", headers: { origin } }: IncomingMessage,
): Record<string, string> {
  if (trustedOrigins.length === 0) return {};
  if (origin === undefined || !trustedOrigins.includes(origin)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED.join(", "),
    ...(isAuthPath(url) && { "access-control-allow-credentials": "true" }),
  };
}
