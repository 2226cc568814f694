import type { ApiError } from "@typedo/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { authProblem } from "../auth-problem.js";

/** Answers a call of `/api/auth` that is over its limit as Better Auth's own refusals are, which its client reads. */
export function refuseAuthCall(
  request: FastifyRequest,
  reply: FastifyReply,
  { message, details }: ApiError,
  baseUrl: string,
): FastifyReply {
  const asked = new Request(new URL(request.url, baseUrl), { headers: { "x-request-id": request.id } });
  const { body, headers } = authProblem(asked, 429, { code: "TOO_MANY_REQUESTS", message });
  return reply
    .code(429)
    .headers({ ...headers, ...details.headers, "cache-control": "no-store" })
    .type("application/problem+json")
    .send(Buffer.from(JSON.stringify(body)));
}
