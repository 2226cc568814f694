import { errorCatalogue, type Fault } from "@typedo/api";
import type { FastifyRequest } from "fastify";

/** Logs what is the server's own fault, once and with its cause. What callers do wrong is in the answer's line alone. */
export function logFault(request: FastifyRequest, { code, cause }: Fault): void {
  if (errorCatalogue[code].status >= 500) request.log.error({ err: cause, code }, errorCatalogue[code].title);
}
