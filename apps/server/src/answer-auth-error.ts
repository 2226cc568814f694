import { STATUS_CODES } from "node:http";
import { errorCatalogue } from "@typedo/api";
import { originForm } from "@typedo/trpc-rest";
import type { FastifyReply, FastifyRequest } from "fastify";
import { authProblem } from "./auth-problem.js";
import { logFault } from "./log-fault.js";
import { faultOf } from "./problems.js";

/** An error before Better Auth had its turn, as its own are answered: with a `code` in capitals, and a `message`. */
export function answerAuthError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  baseUrl: string,
): FastifyReply {
  const fault = faultOf(error);
  logFault(request, fault);
  const { status, title } = errorCatalogue[fault.code];
  const asked = new Request(new URL(originForm(request.url), baseUrl), { headers: { "x-request-id": request.id } });
  const code = (STATUS_CODES[status] ?? "").toUpperCase().replaceAll(/[^A-Z]+/g, "_");
  const { body, headers } = authProblem(asked, status, { code, message: fault.detail ?? title });
  return reply
    .code(status)
    .headers({ ...headers, ...fault.headers, "cache-control": "no-store" })
    .type("application/problem+json")
    .send(Buffer.from(JSON.stringify(body)));
}
