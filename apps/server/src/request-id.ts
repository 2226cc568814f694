import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The caller's own `X-Request-Id` if it can do no harm in a log or header, or a new one. */
export function newRequestId(request: IncomingMessage): string {
  const sent = request.headers["x-request-id"];
  return typeof sent === "string" && /^[\w-]{8,64}$/.test(sent) ? sent : randomUUID();
}
